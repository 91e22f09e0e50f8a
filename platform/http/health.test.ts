import { expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { createHttpServer } from './server.ts';

test('many probes at a time look at a dependency once, and the next one looks again', async () => {
  let looked = 0;
  const looking = Promise.withResolvers<undefined>();
  const database = async (): Promise<void> => {
    looked += 1;
    if (looked === 1) await looking.promise;
    else throw new Error('gone');
  };
  const server = createHttpServer({ logger: silentLogger, dependencies: { database } });
  await server.ready();
  const probes = Array.from({ length: 50 }, (_, at) => server.inject(at % 2 === 0 ? '/readyz' : '/ready'));
  // All of them have come when the last one of another kind is answered.
  await server.inject('/healthz');
  looking.resolve(undefined);
  expect(new Set((await Promise.all(probes)).map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  expect(looked).toBe(1);
  expect((await server.inject('/readyz')).statusCode).toBe(503);
  await server.close();
});
