import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createHttpServer } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { boundBodyTime } from './body-time.ts';

const EVENT_TIMEOUT_MS = 10_000;

describe('the time of a body', () => {
  test('a body that never ends closes the connection; one that ends is answered', async () => {
    const server = createHttpServer({ logger: silentLogger, dependencies: {} });
    boundBodyTime(server, 20);
    server.post('/', () => ({ taken: true }));
    const url = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
      expect(await response.json()).toEqual({ taken: true });
      const socket = connect(Number(url.port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(
        'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
      );
      socket.resume();
      await once(socket, 'close', { signal: AbortSignal.timeout(EVENT_TIMEOUT_MS) });
    } finally {
      await server.close();
    }
  });
});
