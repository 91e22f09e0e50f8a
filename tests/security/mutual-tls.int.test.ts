import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import {
  createHttpServer,
  createServiceClient,
  createServiceFetch,
  readServiceTls,
  requireSignedCaller,
} from '#platform/http';
import { silentLogger } from '#platform/logging';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createAuthority, issueCertificate } from '../../cli/stack/certificates/issue.ts';
import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { ServiceClient, ServiceTls } from '#platform/http';
import type { Credential } from '../../cli/stack/certificates/issue.ts';

const HOUR_MS = 3_600_000;
const now = Date.now();
const CURRENT = { notBefore: new Date(now - HOUR_MS), notAfter: new Date(now + HOUR_MS) };
const EXPIRED = { notBefore: new Date(now - 2 * HOUR_MS), notAfter: new Date(now - HOUR_MS) };
const FUTURE = { notBefore: new Date(now + HOUR_MS), notAfter: new Date(now + 2 * HOUR_MS) };
const keys = parseServiceKeys(
  JSON.stringify([generateServiceKey('gateway', 'vault'), generateServiceKey('case', 'vault')]),
);
const state = createInProcessState({ clock: systemClock });
const open: { close(): Promise<unknown> }[] = [];
let authority: Credential;
let otherAuthority: Credential;
let url: string;

beforeAll(async () => {
  authority = await createAuthority('the authority', CURRENT);
  // The same name: what counts is the key.
  otherAuthority = await createAuthority('the authority', CURRENT);
  url = await startVault(await certificate('vault'));
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
  await state.close();
});

async function certificate(name: string, validity = CURRENT, issuer = authority): Promise<ServiceTls> {
  return { ...(await issueCertificate(issuer, name, validity)), ca: authority.cert };
}

/** @returns its address */
async function startVault(tls: ServiceTls): Promise<string> {
  const server: FastifyInstance = createHttpServer({ logger: silentLogger, dependencies: {}, tls });
  const nonces = createNonceStore(state);
  requireSignedCaller(
    server,
    createRequestVerifier({ keys, callee: 'vault', clock: systemClock, nonces }),
    new Set(['/healthz', '/public']),
  );
  server.get('/who', (request) => ({ caller: request.callerService }));
  server.get('/public', () => ({ keys: [] }));
  open.push(server);
  return server.listen({ host: '127.0.0.1', port: 0 });
}

/** Signs as `caller`, shows `tls`. */
function clientOf(caller: string, tls: ServiceTls, baseUrl = url): ServiceClient {
  const sign = createRequestSigner({ keys, caller, clock: systemClock });
  const client = createServiceClient({ callee: 'vault', baseUrl, sign, tls });
  open.push(client);
  return client;
}

function who(client: ServiceClient): Promise<unknown> {
  return client.callJson({ method: 'GET', path: '/who', requestId: 'request-1' });
}

/** A connection to the vault as a stranger would open it. */
function connectWith(options: ConnectionOptions): TLSSocket {
  const port = Number(new URL(url).port);
  return connect({ host: '127.0.0.1', port, ca: authority.cert, servername: 'vault', ...options });
}

/** @returns everything that came before the connection ended, by an error or not */
function answerOn(socket: Socket, target = '/healthz'): Promise<string> {
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
  socket.on('error', () => undefined);
  socket.write(`GET ${target} HTTP/1.1\r\nhost: vault\r\nconnection: close\r\n\r\n`);
  return new Promise((resolve) => {
    socket.on('close', () => {
      resolve(answer);
    });
  });
}

describe('[R-044] over mutual TLS a service', () => {
  test('answers a signed caller with a certificate in its name', async () => {
    await expect(who(clientOf('gateway', await certificate('gateway')))).resolves.toEqual({ caller: 'gateway' });
    await expect(who(clientOf('case', await certificate('case')))).resolves.toEqual({ caller: 'case' });
  });

  test('refuses a signature of somebody else than the certificate names', async () => {
    for (const [caller, name] of [
      ['gateway', 'case'],
      ['case', 'gateway'],
      ['gateway', 'vault'],
      ['gateway', 'supervisor'],
      ['gateway', '*'],
      ['gateway', 'gateway.example.org'],
    ] as const) {
      const client = clientOf(caller, await certificate(name));
      await expect(who(client)).rejects.toMatchObject({ status: 401, code: 'SERVICE_SIGNATURE_INVALID' });
    }
  });

  test('refuses a certificate without a signature', async () => {
    const { cert, key } = await certificate('gateway');
    expect(await answerOn(connectWith({ cert, key }), '/who')).toContain('SERVICE_SIGNATURE_INVALID');
  });

  test.each([
    ['of another authority', CURRENT, true],
    ['that has expired', EXPIRED, false],
    ['that is not valid yet', FUTURE, false],
  ])('refuses the connection with a certificate %s', async (_case, validity, foreign) => {
    const tls = await certificate('gateway', validity, foreign ? otherAuthority : authority);
    await expect(who(clientOf('gateway', tls))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await answerOn(connectWith({ cert: tls.cert, key: tls.key }))).toBe('');
  });

  test('answers holders of certificates of both authorities while one takes over from the other', async () => {
    const both = `${authority.cert}${otherAuthority.cert}`;
    const baseUrl = await startVault({ ...(await certificate('vault')), ca: both });
    const replaced = await certificate('gateway', CURRENT, otherAuthority);
    for (const tls of [await certificate('gateway'), replaced])
      await expect(who(clientOf('gateway', tls, baseUrl))).resolves.toEqual({ caller: 'gateway' });
  });

  test('says nothing, not even whether it runs, to a connection without a certificate, and over plain HTTP', async () => {
    const { cert, key } = await certificate('gateway');
    expect(await answerOn(connectWith({ cert, key }))).toContain('200 OK');
    expect(await answerOn(connectWith({}))).toBe('');
    const plain = connectPlain({ host: '127.0.0.1', port: Number(new URL(url).port) });
    expect(await answerOn(plain)).not.toContain('200 OK');
    await expect(fetch(`${url.replace('https', 'http')}/healthz`)).rejects.toThrow();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test('refuses older versions of TLS', async () => {
    const { cert, key } = await certificate('gateway');
    expect(await answerOn(connectWith({ cert, key, maxVersion: 'TLSv1.2' }))).toBe('');
  });

  test('refuses a call on a kept connection whose certificate has ended meanwhile', async () => {
    const client = clientOf('gateway', await certificate('gateway'));
    await expect(who(client)).resolves.toEqual({ caller: 'gateway' });
    jest.spyOn(Date, 'now').mockReturnValue(CURRENT.notAfter.getTime() + 1_000);
    await expect(who(client)).rejects.toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });

  test('checks the certificate of every connection anew: no session goes on in another', async () => {
    const { cert, key } = await certificate('gateway');
    const first = connectWith({ cert, key });
    const sessions: Buffer[] = [];
    first.on('session', (session: Buffer) => sessions.push(session));
    expect(await answerOn(first)).toContain('200 OK');
    expect(sessions.length).toBeGreaterThan(0);
    for (const session of sessions) expect(await answerOn(connectWith({ session }))).toBe('');
  });
});

describe('[R-044] a caller over mutual TLS', () => {
  test.each([
    ['in another name', 'case', CURRENT, false],
    ['of another authority', 'vault', CURRENT, true],
    ['that has expired', 'vault', EXPIRED, false],
  ])('does not talk to a server with a certificate %s', async (_case, name, validity, foreign) => {
    const tls = await certificate(name, validity, foreign ? otherAuthority : authority);
    const pretender = await startVault(tls);
    const client = clientOf('gateway', await certificate('gateway'), pretender);
    await expect(who(client)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    const fetchVault = createServiceFetch('vault', await certificate('gateway'));
    await expect(fetchVault(`${pretender}/public`)).rejects.toThrow();
  });

  test('does not fall back to plain HTTP', async () => {
    const tls = await certificate('gateway');
    expect(() => clientOf('gateway', tls, 'http://127.0.0.1:1')).toThrow('must be https');
  });

  test('fetches what needs no signature with its certificate too', async () => {
    const fetchVault = createServiceFetch('vault', await certificate('gateway'));
    const answer = await fetchVault(`${url}/public`);
    expect(await answer.json()).toEqual({ keys: [] });
    await expect(createServiceFetch('vault', undefined)(`${url}/public`)).rejects.toThrow();
  });
});

describe('the files of mutual TLS', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lifeready-tls-'));
    const { cert, key, ca } = await certificate('vault');
    const other = await certificate('vault');
    for (const [name, content] of Object.entries({ cert, key, ca, otherKey: other.key, nonsense: 'nonsense' }))
      await writeFile(path.join(folder, name), content);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const variables = (change: Readonly<Record<string, string | undefined>> = {}) => {
    const files: Record<string, string | undefined> = {
      SERVICE_TLS_CERT_FILE: 'cert',
      SERVICE_TLS_KEY_FILE: 'key',
      SERVICE_TLS_CA_FILE: 'ca',
      ...change,
    };
    return Object.fromEntries(
      Object.entries(files).map(([name, file]) => [name, file === undefined ? undefined : path.join(folder, file)]),
    );
  };

  test('are read together, and without any of them the profile is off', () => {
    expect(readServiceTls('vault', variables())).toMatchObject({
      key: expect.stringContaining('PRIVATE KEY') as unknown,
    });
    expect(readServiceTls('vault', {})).toBeUndefined();
  });

  test.each(['SERVICE_TLS_CERT_FILE', 'SERVICE_TLS_KEY_FILE', 'SERVICE_TLS_CA_FILE'])(
    'stop the start when %s is missing, unreadable or nonsense, and show no key',
    (variable) => {
      for (const file of [undefined, 'none', 'nonsense']) {
        const read = (): unknown => readServiceTls('vault', variables({ [variable]: file }));
        expect(read).toThrow(variable);
        expect(read).not.toThrow('PRIVATE');
      }
    },
  );

  test('stop the start when they are of another service, or do not belong together', () => {
    expect(() => readServiceTls('case', variables())).toThrow('not a certificate of case');
    expect(() => readServiceTls('vault', variables({ SERVICE_TLS_KEY_FILE: 'otherKey' }))).toThrow(
      'SERVICE_TLS_KEY_FILE',
    );
  });
});
