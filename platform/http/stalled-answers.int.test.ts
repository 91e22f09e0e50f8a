import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { dropStalledAnswers } from './stalled-answers.ts';
import type { FastifyInstance } from 'fastify';

/** More than the system holds for a reader that takes its time. */
const LARGE_BYTES = 33_554_432;
const REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

let server: FastifyInstance;
afterEach(() => server.close());

/** @returns where large answers are to be had, and what is resolved when the connection of the first one has ended */
async function start(stalledMs: number) {
  server = fastify();
  dropStalledAnswers(server, stalledMs);
  const ended = Promise.withResolvers<undefined>();
  server.get('/', (request) => {
    request.raw.socket.once('close', () => {
      ended.resolve(undefined);
    });
    return Buffer.alloc(LARGE_BYTES);
  });
  return { url: new URL(await server.listen({ host: '127.0.0.1', port: 0 })), ended: ended.promise };
}

test('whoever asks for a large answer and does not read it loses the connection', async () => {
  const { url, ended } = await start(50);
  const client = connect(Number(url.port), url.hostname).on('error', () => undefined);
  client.pause().write(REQUEST);
  await ended;
  client.destroy();
});

test('whoever reads it gets all of it', async () => {
  const { url } = await start(60_000);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(LARGE_BYTES);
});
