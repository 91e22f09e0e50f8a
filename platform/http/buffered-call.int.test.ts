import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFailoverClient } from './failover-client.ts';
import { createServiceClient } from './service-client.ts';
import { failedStage } from './buffered-call.ts';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { BufferedCall, BufferingClient } from './service-client.ts';

type Client = ReturnType<typeof createServiceClient>;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Callee {
  readonly url: string;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

async function callee(answer: RequestListener): Promise<Callee> {
  const server = createServer(answer);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { server, sockets, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

function clientOf(baseUrl: string): Client {
  const client = createServiceClient({ callee: 'vault', baseUrl, sign: () => ({ signature: 'signed' }) });
  open.unshift(client);
  return client;
}

/** An address at which nobody listens. */
async function nowhere(): Promise<string> {
  const { server, url } = await callee(() => undefined);
  server.close();
  await once(server, 'close');
  return url;
}

function exchange(client: BufferingClient, change: Partial<BufferedCall> = {}) {
  return client.exchange({
    path: '/graphql',
    json: '{"a":"é"}',
    headers: { 'x-lifeready-client': 'web' },
    contextToken: 'token',
    requestId: 'request-1',
    timeoutMs: 5_000,
    maxAnswerBytes: 1_000,
    signal: new AbortController().signal,
    isRepeatable: true,
    onRepeat: () => undefined,
    ...change,
  });
}

async function stageOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => 'answered',
    (error: unknown) => failedStage(error),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a call whose whole answer is wanted', () => {
  test('sends what was signed, and gets status, headers and bytes', async () => {
    let received: { readonly headers: IncomingMessage['headers']; readonly body: string } | undefined;
    const { url } = await callee((request, response) => {
      void bodyOf(request).then((body) => {
        received = { headers: request.headers, body };
        response.writeHead(418, { 'x-lifeready-revoked': 'session:x' });
        response.write('first ');
        response.end('second');
      });
    });
    const { status, headers, body } = await exchange(clientOf(url));
    expect({ status, revoked: headers['x-lifeready-revoked'], body: body.toString() }).toEqual({
      status: 418,
      revoked: 'session:x',
      body: 'first second',
    });
    expect(received).toMatchObject({
      body: '{"a":"é"}',
      headers: {
        authorization: 'Bearer token',
        'content-length': '10',
        'content-type': 'application/json',
        signature: 'signed',
        'x-lifeready-client': 'web',
        'x-request-id': 'request-1',
      },
    });
  });

  test('uses its connections again', async () => {
    const { url, sockets } = await callee((_request, response) => response.end('{}'));
    const client = clientOf(url);
    for (let call = 0; call < 5; call += 1) await exchange(client);
    // One may still be busy with its end when the next call begins.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  const hangs: RequestListener = () => undefined;
  test.each<readonly [string, RequestListener, string]>([
    ['hangs', hangs, 'late'],
    ['stops in the middle', (_request, response) => void response.writeHead(200).write('x'), 'late'],
    ['closes the connection', (request) => void request.socket.destroy(), 'unanswered'],
    [
      'breaks off',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('x', () => void request.socket.destroy());
      },
      'cut',
    ],
    [
      'announces too much',
      (_request, response) => void response.writeHead(200, { 'content-length': '1001' }).write('x'),
      'cut',
    ],
    ['sends too much', (_request, response) => void response.end('x'.repeat(1_001)), 'cut'],
    [
      'sends too much, bit by bit',
      (_request, response) => {
        for (let part = 0; part < 11; part += 1) response.write('x'.repeat(100));
      },
      'cut',
    ],
  ])('knows how far it got when the callee %s', async (_what, answer, stage) => {
    const { url } = await callee(answer);
    expect(await stageOf(exchange(clientOf(url), { timeoutMs: 500 }))).toBe(stage);
  });

  test('that cannot be made was not sent', async () => {
    expect(await stageOf(exchange(clientOf(await nowhere())))).toBe('unsent');
  });

  test('[R-066] of which nobody wants the answer any more ends its connection', async () => {
    const left = Promise.withResolvers<ServerResponse>();
    const arrived = Promise.withResolvers<undefined>();
    const { url } = await callee((_request, response) => {
      arrived.resolve(undefined);
      response.once('close', () => {
        left.resolve(response);
      });
    });
    const waiting = new AbortController();
    const answer = stageOf(exchange(clientOf(url), { signal: waiting.signal }));
    await arrived.promise;
    waiting.abort();
    expect(await answer).toBe('abandoned');
    expect((await left.promise).writableFinished).toBe(false);
    expect(await stageOf(exchange(clientOf(url), { signal: AbortSignal.abort() }))).toBe('abandoned');
  });

  test('waits for a connection no longer than it may', async () => {
    const { url } = await callee(hangs);
    const client = createServiceClient({ callee: 'vault', baseUrl: url, sign: () => ({}), connections: 1 });
    open.unshift(client);
    const first = new AbortController();
    const hanging = stageOf(exchange(client, { signal: first.signal }));
    expect(await stageOf(exchange(client, { timeoutMs: 100 }))).toBe('late');
    first.abort();
    expect(await hanging).toBe('abandoned');
  });
});

describe('a call that is made again', () => {
  /** Answers from the second call on. */
  async function recovering(first: RequestListener) {
    let calls = 0;
    const { url } = await callee((request, response) => {
      calls += 1;
      if (calls === 1) first(request, response);
      else response.end('{}');
    });
    return { client: createFailoverClient([clientOf(url)]), calls: () => calls };
  }
  const closes: RequestListener = (request) => void request.socket.destroy();

  test('reads, and got no answer; it is signed anew', async () => {
    const { client, calls } = await recovering(closes);
    let repeated = 0;
    const onRepeat = (): void => void (repeated += 1);
    expect((await exchange(client, { onRepeat })).status).toBe(200);
    expect([calls(), repeated]).toEqual([2, 1]);
  });

  test.each<readonly [string, RequestListener, Partial<BufferedCall>, string]>([
    ['that changes something', closes, { isRepeatable: false }, 'unanswered'],
    [
      'of which an answer had begun',
      (request, response) => {
        response.writeHead(200, { 'content-length': '9' }).write('x', () => void request.socket.destroy());
      },
      {},
      'cut',
    ],
    ['that took too long', () => undefined, { timeoutMs: 200 }, 'late'],
  ])('is none %s', async (_what, first, change, stage) => {
    const { client, calls } = await recovering(first);
    expect(await stageOf(exchange(client, change))).toBe(stage);
    expect(calls()).toBe(1);
  });

  test('goes to another instance: what changes something only when nothing of it was sent', async () => {
    const { url } = await callee((_request, response) => response.end('{}'));
    const elsewhere = createFailoverClient([clientOf(await nowhere()), clientOf(url)]);
    expect((await exchange(elsewhere, { isRepeatable: false })).status).toBe(200);

    const closing = await callee(closes);
    const change = createFailoverClient([clientOf(closing.url), clientOf(url)]);
    expect(await stageOf(exchange(change, { isRepeatable: false }))).toBe('unanswered');
    expect((await exchange(change)).status).toBe(200);
  });

  test('goes to another instance when one says that it cannot', async () => {
    const standby = await callee((_request, response) => response.writeHead(503).end('{}'));
    const { url } = await callee((_request, response) => response.end('{}'));
    const both = createFailoverClient([clientOf(standby.url), clientOf(url)]);
    expect((await exchange(both, { isRepeatable: false })).status).toBe(200);
    expect((await exchange(createFailoverClient([clientOf(standby.url)]))).status).toBe(503);
  });

  test('ends where nobody is', async () => {
    expect(await stageOf(exchange(createFailoverClient([clientOf(await nowhere())])))).toBe('unsent');
  });
});
