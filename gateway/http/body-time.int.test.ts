import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpServer } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { boundBodyTime } from './body-time.ts';
import type { FastifyInstance } from 'fastify';

const EVENT_TIMEOUT_MS = 10_000;
const SLOW = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';

describe('the time of a body', () => {
  let server: FastifyInstance;
  let url: URL;
  const released = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();

  beforeEach(async () => {
    server = createHttpServer({ logger: silentLogger, dependencies: {} });
    boundBodyTime(server, 20);
    server.post('/', () => ({ taken: true }));
    server.get('/', async () => {
      begun.resolve(undefined);
      await released.promise;
      return { taken: true };
    });
    url = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
  });
  afterEach(() => server.close());

  /** Until the connection is closed, whose body does not come. */
  async function sendSlowly(): Promise<void> {
    const socket = connect(Number(url.port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(SLOW);
    socket.resume();
    await once(socket, 'close', { signal: AbortSignal.timeout(EVENT_TIMEOUT_MS) });
  }

  test('a body that never ends closes the connection; one that ends is answered', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await (await fetch(url, { method: 'POST', body: '{}', headers })).json()).toEqual({ taken: true });
    await sendSlowly();
  });

  test('what has no body may take longer than one', async () => {
    const answer = fetch(url);
    await begun.promise;
    await sendSlowly();
    released.resolve(undefined);
    expect(await (await answer).json()).toEqual({ taken: true });
  });
});
