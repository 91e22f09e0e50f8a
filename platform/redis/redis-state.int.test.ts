import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '#platform/logging';
import { createRedisState } from './redis-state.ts';

const SECRET = 'a-password-in-the-url';
const disposals: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

/** A port where nobody answers Redis: `accept` says whether connections are taken at all. */
async function deadServer(accept: boolean): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (accept) disposals.push(() => new Promise((resolve) => server.close(resolve)));
  else await new Promise((resolve) => server.close(resolve));
  return port;
}

function open(port: number) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger({ service: 'test', level: 'trace', destination });
  const state = createRedisState({
    url: `redis://:${SECRET}@127.0.0.1:${String(port)}`,
    logger,
    commandTimeoutMs: 100,
  });
  disposals.push(() => state.close());
  return { state, lines };
}

describe('without a Redis', () => {
  test('nothing is thrown or connected before the first use', async () => {
    const { lines } = open(await deadServer(false));
    expect(lines).toEqual([]);
  });

  test.each([
    ['nobody listens', false],
    ['the server is silent', true],
  ])('when %s every operation rejects and says nothing secret', async (_name, accept) => {
    const { state, lines } = open(await deadServer(accept));
    const failures = await Promise.allSettled([
      state.setIfAbsent('key-name', 1),
      state.increment('key-name', 1),
      state.get('key-name'),
      state.set('key-name', 'token-value', 1),
      state.delete('key-name'),
      state.publish('channel-name', 'token-value'),
      state.subscribe('channel-name', () => undefined),
      state.ping(),
    ]);
    for (const failure of failures) {
      if (failure.status === 'fulfilled') throw new Error('an operation succeeded without a server');
      expect(failure.reason).toBeInstanceOf(Error);
      expect(JSON.stringify(failure.reason, Object.getOwnPropertyNames(failure.reason))).not.toMatch(
        /key-name|token-value|a-password/,
      );
    }
    expect(lines.join('')).not.toContain(SECRET);
    if (!accept) expect(lines.join('')).toContain('redis connection failed');
  });
});
