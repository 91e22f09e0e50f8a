import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import fastify from 'fastify';
import { relayDownload } from './relay-download.ts';
import type { AddressInfo } from 'node:net';

test('[R-057] whoever asks for a file and does not read it loses the connection, and the service its reader', async () => {
  const part = Buffer.alloc(65_536);
  const body = new Readable({ read: () => void body.push(part) });
  const server = fastify();
  server.get('/', (_request, reply) => relayDownload({ status: 200, headers: {}, body }, reply, 50));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  try {
    const ended = once(body, 'close');
    socket.pause().write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await ended;
    expect(body.destroyed).toBe(true);
  } finally {
    socket.destroy();
    await server.close();
  }
});
