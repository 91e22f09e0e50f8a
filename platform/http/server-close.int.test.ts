import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { createHttpServer } from './server.ts';

test('a connection on which nothing was said does not hold up the end of a server', async () => {
  const server = createHttpServer({ logger: silentLogger, dependencies: {} });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const silent = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
  const ended = new Promise((resolve) => silent.resume().once('close', resolve));
  await once(server.server, 'connection');
  const closed = server.close();
  await ended;
  await closed;
  expect(server.server.listening).toBe(false);
});
