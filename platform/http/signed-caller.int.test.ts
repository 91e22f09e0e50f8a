import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createLogger, silentLogger } from '#platform/logging';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createHttpServer, parseJsonBody } from './server.ts';
import { createServiceClient } from './service-client.ts';
import { requireSignedCaller } from './signed-caller.ts';
import type { FastifyInstance } from 'fastify';
import type { ServiceClient } from './service-client.ts';

const keys = parseServiceKeys(
  JSON.stringify([
    generateServiceKey('gateway', 'vault'),
    generateServiceKey('case', 'vault'),
    generateServiceKey('gateway', 'audit'),
  ]),
);
const state = createInProcessState({ clock: systemClock });
let server: FastifyInstance;
let url: string;
const clients: ServiceClient[] = [];

beforeAll(async () => {
  server = createHttpServer({ logger: silentLogger, dependencies: {} });
  requireSignedCaller(
    server,
    createRequestVerifier({ keys, callee: 'vault', clock: systemClock, nonces: createNonceStore(state) }),
  );
  server.post('/echo', (request) => ({
    caller: request.callerService,
    body: parseJsonBody(request.body),
    requestId: request.id,
  }));
  server.get('/who', (request) => ({ caller: request.callerService, token: request.headers.authorization ?? null }));
  server.get('/for-case', { config: { callers: ['case'] } }, (request) => ({ caller: request.callerService }));
  server.register(async (scope) => {
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    scope.put('/stream', { config: { streamedBody: true } }, async (request) => {
      let bytes = 0;
      for await (const part of request.body as AsyncIterable<Buffer>) bytes += part.length;
      return { bytes };
    });
  });
  server.get('/refuse', () => {
    throw new AppError('DOCUMENT_NOT_AVAILABLE');
  });
  server.get('/long', () => 'x'.repeat(17 * 1_048_576));
  server.get('/text', (_request, reply) => reply.type('text/plain').send('not JSON'));
  server.get('/unregistered', (_request, reply) => reply.code(418).send({ code: 'TEAPOT' }));
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.close();
  await state.close();
});

function clientOf(caller: string, callee = 'vault'): ServiceClient {
  const client = createServiceClient({
    callee,
    baseUrl: url,
    sign: createRequestSigner({ keys, caller, clock: systemClock }),
  });
  clients.push(client);
  return client;
}

const refused = { status: 401, code: 'SERVICE_SIGNATURE_INVALID' };

describe('[R-044] a signed caller', () => {
  test('is known to the route by name, with the body it signed', async () => {
    const answer = await clientOf('gateway').callJson({
      method: 'POST',
      path: '/echo',
      json: { a: 1 },
      requestId: 'request-1',
    });
    expect(answer).toEqual({ caller: 'gateway', body: { a: 1 }, requestId: 'request-1' });
  });

  test('passes on the context token of the person behind it', async () => {
    const answer = await clientOf('gateway').callJson({
      method: 'GET',
      path: '/who',
      query: '?a=b',
      contextToken: 'token',
      requestId: 'request-1',
    });
    expect(answer).toEqual({ caller: 'gateway', token: 'Bearer token' });
  });

  test('is refused where another one is expected, on either side', async () => {
    await expect(
      clientOf('gateway').callJson({ method: 'GET', path: '/for-case', requestId: 'request-1' }),
    ).rejects.toMatchObject(refused);
    await expect(
      clientOf('case').callJson({ method: 'GET', path: '/for-case', requestId: 'request-1' }),
    ).resolves.toEqual({ caller: 'case' });
    await expect(
      clientOf('gateway', 'audit').callJson({ method: 'GET', path: '/who', requestId: 'request-1' }),
    ).rejects.toMatchObject(refused);
  });

  test('may stream where a route reads streams, and nowhere else', async () => {
    const parts = (): Readable => Readable.from([Buffer.alloc(1_000), Buffer.alloc(500)]);
    const headers = { 'content-type': 'application/octet-stream' };
    const call = { method: 'PUT', path: '/stream', headers, requestId: 'request-1' } as const;
    await expect(clientOf('gateway').callJson({ ...call, stream: parts() })).resolves.toEqual({ bytes: 1_500 });
    const json = { ...headers, 'content-type': 'application/json' };
    const elsewhere = {
      ...call,
      method: 'POST',
      path: '/echo',
      headers: json,
      stream: Readable.from([Buffer.from('{}')]),
    } as const;
    await expect(clientOf('gateway').callJson(elsewhere)).rejects.toMatchObject(refused);
  });
});

describe('[R-044] an unsigned caller', () => {
  test.each(['/who', '/nowhere', '/%zz', '/healthz/', '/HEALTHZ'])('learns nothing at %s', async (path) => {
    const response = await fetch(url + path);
    expect([400, 401]).toContain(response.status);
    expect(await response.json()).toMatchObject({
      code: response.status === 400 ? 'BAD_REQUEST' : 'SERVICE_SIGNATURE_INVALID',
    });
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is refused with %s on a health route', async (method) => {
    expect((await fetch(`${url}/healthz`, { method })).status).toBe(401);
  });

  test.each(['/healthz', '/health', '/live', '/readyz', '/ready'])('may see %s', async (path) => {
    expect((await fetch(url + path)).status).toBe(200);
  });

  test('cannot claim to be a service by a header', async () => {
    const headers = {
      'x-caller': 'gateway',
      'x-lifeready-callee': 'vault',
      signature: 'sig=:AAAA:',
      'signature-input': 'sig=()',
    };
    expect((await fetch(`${url}/who`, { headers })).status).toBe(401);
  });
});

test('[R-044] why a call was refused stands in the log, and not in the answer', async () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'vault',
    level: 'warn',
    destination: { write: (line) => void lines.push(line) },
  });
  const other = createHttpServer({ logger, dependencies: {} });
  const nonces = createNonceStore(state);
  requireSignedCaller(other, createRequestVerifier({ keys, callee: 'vault', clock: systemClock, nonces }));
  const answer = await other.inject({ url: '/who', headers: { signature: 'x', 'signature-input': 'x' } });
  expect(lines.join('')).toContain('not in the accepted form');
  expect(answer.body).toContain('SERVICE_SIGNATURE_INVALID');
  expect(answer.body).not.toContain('accepted form');
});

describe('[R-044] replicas that share their state', () => {
  /** Signed once; sent as often as somebody likes. */
  function recorded(): { url: string; headers: Record<string, string> } {
    const headers = { 'x-request-id': 'request-1' };
    const sign = createRequestSigner({ keys, caller: 'gateway', clock: systemClock });
    const signature = sign({ callee: 'vault', method: 'GET', path: '/who', query: '', headers });
    return { url: '/who', headers: { ...headers, ...signature } };
  }

  function replica(sharedState = state): FastifyInstance {
    const other = createHttpServer({ logger: silentLogger, dependencies: {} });
    const nonces = createNonceStore(sharedState);
    requireSignedCaller(other, createRequestVerifier({ keys, callee: 'vault', clock: systemClock, nonces }));
    other.get('/who', (request) => ({ caller: request.callerService }));
    return other;
  }

  test('answer a recorded call once, whichever of them gets it', async () => {
    const other = replica();
    const call = recorded();
    expect((await server.inject(call)).statusCode).toBe(200);
    expect((await other.inject(call)).statusCode).toBe(401);
    expect((await other.inject(recorded())).statusCode).toBe(200);
  });

  test('answer one of many that arrive at the same time', async () => {
    const replicas = [replica(), replica(), server];
    const call = recorded();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => (replicas[at % 3] ?? server).inject(call)));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
  });

  test('answer nobody while the state cannot be asked', async () => {
    const gone = createInProcessState({ clock: systemClock });
    await gone.close();
    expect((await replica(gone).inject(recorded())).statusCode).toBe(401);
  });
});

describe('the answer to a service', () => {
  test('that is a problem with a registered code is that error', async () => {
    const call = clientOf('gateway').callJson({ method: 'GET', path: '/refuse', requestId: 'request-1' });
    await expect(call).rejects.toMatchObject({ code: 'DOCUMENT_NOT_AVAILABLE' });
  });

  test.each(['/long', '/text', '/unregistered'])(
    'from %s, which is none of ours, is SERVICE_UNAVAILABLE',
    async (path) => {
      const call = clientOf('gateway').callJson({ method: 'GET', path, requestId: 'request-1' });
      await expect(call).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503 });
    },
  );

  test('that does not come because nobody listens is SERVICE_UNAVAILABLE', async () => {
    const sign = createRequestSigner({ keys, caller: 'gateway', clock: systemClock });
    const client = createServiceClient({ callee: 'vault', baseUrl: 'http://127.0.0.1:1', sign });
    clients.push(client);
    await expect(client.call({ method: 'GET', path: '/who', requestId: 'request-1' })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  test('that is given up by its caller is SERVICE_UNAVAILABLE', async () => {
    const call = clientOf('gateway').call({
      method: 'GET',
      path: '/who',
      requestId: 'request-1',
      signal: AbortSignal.abort(),
    });
    await expect(call).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
