import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import { MAX_UPLOAD_BYTES } from './upload-body.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TestGateway } from '../testing/test-gateway.ts';

const TICKET = 'T'.repeat(43);
const EVENT_TIMEOUT_MS = 10_000;
/** As good as endless; a source that truly never ends is pulled from for ever by the client's own fetch. */
const FAR_BEYOND_THE_LIMIT_MIB = 200;

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** Internal file routes whose behaviour each test sets. */
const vault: { put: Handler; get: Handler } = { put: () => ({}), get: () => ({}) };
const casePack: { get: Handler } = { get: () => ({}) };

function vaultRoutes(server: FastifyInstance): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.put('/internal/files/u/:ticket', { config: { streamedBody: true } }, (request, reply) =>
      vault.put(request, reply),
    );
    scope.get('/internal/files/d/:ticket', (request, reply) => vault.get(request, reply));
  });
}

async function sha256(body: AsyncIterable<Buffer>): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Resolves when `condition` is told to have happened. */
function signal(): { readonly happened: Promise<void>; readonly tell: () => void } {
  const controller = new AbortController();
  const happened = once(controller.signal, 'abort', { signal: AbortSignal.timeout(EVENT_TIMEOUT_MS) }).then(
    () => undefined,
  );
  return { happened, tell: () => controller.abort() };
}

describe('file transfer', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      routes: {
        vault: vaultRoutes,
        case: (server) =>
          void server.get('/internal/files/p/:ticket', (request, reply) => casePack.get(request, reply)),
      },
    });
  });
  afterAll(() => gateway.close());
  afterEach(() => {
    vault.put = () => ({});
    vault.get = () => ({});
    casePack.get = () => ({});
  });

  const put = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/files/u/${TICKET}`, { method: 'PUT', body, headers, duplex: 'half' });

  describe('upload', () => {
    test('[R-070] passes the bytes to the vault as they are, in the name of the caller', async () => {
      const content = randomBytes(3_000_000);
      let headers: FastifyRequest['headers'] = {};
      vault.put = async (request, reply) => {
        headers = request.headers;
        return reply.code(201).send(await sha256(request.raw));
      };
      const token = gateway.signIn();
      const response = await put(content, { ...bearer(token), 'content-type': 'application/pdf' });
      expect(response.status).toBe(201);
      expect(await response.json()).toEqual({
        sha256: createHash('sha256').update(content).digest('hex'),
        bytes: content.length,
      });
      expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-length': '3000000' });
      expect(headers.authorization).toMatch(/^Bearer /);
      expect(headers.authorization).not.toBe(`Bearer ${token}`);
    });

    test('is for signed-in people only', async () => {
      const response = await put('x');
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    test('[R-057] stops an endless body at the limit, with and without an announced length', async () => {
      const ended = signal();
      vault.put = async (request) => {
        await sha256(request.raw).catch(() => ended.tell());
        return {};
      };
      const announced = await put(Buffer.alloc(MAX_UPLOAD_BYTES + 1), bearer(gateway.signIn())).catch(() => undefined);
      // The refusal may reach the client only as a broken connection, because it is still sending.
      if (announced !== undefined) expect(announced.status).toBe(413);
      const chunk = Buffer.alloc(1_048_576);
      const endless = Readable.from(
        (function* () {
          for (let sent = 0; sent < FAR_BEYOND_THE_LIMIT_MIB; sent += 1) yield chunk;
        })(),
      );
      const response = await put(
        Readable.toWeb(endless) as NonNullable<RequestInit['body']>,
        bearer(gateway.signIn()),
      ).catch(() => undefined);
      if (response !== undefined) expect(response.status).toBe(413);
      await ended.happened;
    });

    test('a client that stops in the middle ends the call to the vault with an error', async () => {
      const started = signal();
      const failed = signal();
      vault.put = async (request) => {
        started.tell();
        await sha256(request.raw).catch(() => failed.tell());
        return {};
      };
      const socket = connect(gateway.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `PUT /files/u/${TICKET} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${gateway.signIn()}\r\n` +
          `content-type: text/plain\r\ncontent-length: 1000\r\n\r\nonly a part`,
      );
      await started.happened;
      socket.destroy();
      await failed.happened;
    });

    test("[R-064] the vault's refusal keeps its code and says nothing else", async () => {
      vault.put = async () => {
        throw new AppError('UPLOAD_HASH_MISMATCH', { detail: 'stored at /var/lib/somewhere' });
      };
      const response = await put('content', { ...bearer(gateway.signIn()), 'x-request-id': 'request-0002' });
      expect(response.status).toBe(422);
      expect(await response.json()).toEqual({
        type: 'urn:lifeready:error:upload-hash-mismatch',
        title: 'The content does not have the announced SHA-256',
        status: 422,
        code: 'UPLOAD_HASH_MISMATCH',
        requestId: 'request-0002',
      });
    });
  });

  describe('download', () => {
    test('[R-072] passes the file on with headers that keep a browser from running or keeping it', async () => {
      const content = randomBytes(500_000);
      vault.get = (_request, reply) =>
        reply
          .headers({
            'content-type': 'application/pdf',
            'content-disposition': 'attachment; filename="a.pdf"',
            'x-inner': '1',
          })
          .header('content-length', content.length)
          .send(Readable.from([content.subarray(0, 100), content.subarray(100)]));
      const response = await fetch(`${gateway.url}/files/d/${TICKET}`, { headers: bearer(gateway.signIn()) });
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'content-length': '500000',
        'content-disposition': 'attachment; filename="a.pdf"',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining('sandbox'),
        'cache-control': 'no-store',
      });
      expect(response.headers.has('x-inner')).toBe(false);
    });

    test.each([['with an announced length'], ['without an announced length']])(
      'a file cut off by the service breaks the connection: %s',
      async (kind) => {
        vault.get = (_request, reply) => {
          if (kind === 'with an announced length') void reply.header('content-length', 1_000);
          const cut = new Readable({ read: () => undefined });
          cut.push('the first part');
          setImmediate(() => cut.destroy(new Error('a chunk did not verify')));
          return reply.type('application/octet-stream').send(cut);
        };
        const attempt = fetch(`${gateway.url}/files/d/${TICKET}`, { headers: bearer(gateway.signIn()) }).then(
          (response) => response.text(),
        );
        await expect(attempt).rejects.toThrow();
      },
    );

    test('a client that stops makes the service stop', async () => {
      const stopped = signal();
      vault.get = (_request, reply) => {
        reply.raw.once('close', () => stopped.tell());
        return reply.type('application/octet-stream').send(
          Readable.from(
            (async function* () {
              for (;;) {
                yield Buffer.alloc(65_536);
                await new Promise((resolve) => setImmediate(resolve));
              }
            })(),
          ),
        );
      };
      const abort = new AbortController();
      const response = await fetch(`${gateway.url}/files/d/${TICKET}`, {
        headers: bearer(gateway.signIn()),
        signal: abort.signal,
      });
      abort.abort();
      await expect(response.text()).rejects.toThrow();
      await stopped.happened;
    });

    test('a pack of a share link needs no account', async () => {
      let authorization: unknown = 'unseen';
      casePack.get = (request, reply) => {
        ({ authorization } = request.headers);
        return reply.type('application/zip').send(Buffer.from('zip'));
      };
      const response = await fetch(`${gateway.url}/files/p/${TICKET}`);
      expect(await response.text()).toBe('zip');
      expect(authorization).toBeUndefined();
    });

    test.each([
      ['../../graphql'],
      ['T'.repeat(42)],
      ['T'.repeat(44)],
      [`${'T'.repeat(42)}%2F`],
      [`${'T'.repeat(42)}%00`],
    ])('[R-074] %s is no ticket and reaches no service', async (ticket) => {
      let reached = false;
      vault.get = () => {
        reached = true;
        return {};
      };
      const response = await fetch(`${gateway.url}/files/d/${encodeURIComponent(ticket)}`);
      expect(response.status).toBe(404);
      expect(reached).toBe(false);
    });
  });
});
