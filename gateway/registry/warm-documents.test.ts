import { describe, expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { storedDocument } from '../documents/testing/document-lists.ts';
import { warmWithin } from './warm-documents.ts';

const DOCUMENTS = [1, 2, 3].map((n) => storedDocument(`query D${String(n)} { me { id } }`));

describe('[R-060] documents are planned before the list that has them is in use', () => {
  test('all of them, one after the other, and no earlier than that', async () => {
    const planned: string[] = [];
    const warm = warmWithin(async ({ name }) => {
      await new Promise((resolve) => setImmediate(resolve));
      planned.push(name);
      return undefined;
    }, silentLogger);
    await warm(DOCUMENTS);
    expect(planned).toEqual(['D1', 'D2', 'D3']);
  });

  test('those that have no plan hold nobody up', async () => {
    const tried: string[] = [];
    const warm = warmWithin(({ name }) => {
      tried.push(name);
      return name === 'D1' ? Promise.resolve('has no plan') : Promise.reject(new Error('the planner failed'));
    }, silentLogger);
    await warm(DOCUMENTS);
    expect(tried).toEqual(['D1', 'D2']);
  });

  test('a long list is in use in time, and is planned on meanwhile', async () => {
    const [turn, last] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const planned: string[] = [];
    const warm = warmWithin(
      async ({ name }) => {
        await turn.promise;
        if (planned.push(name) === DOCUMENTS.length) last.resolve(undefined);
        return undefined;
      },
      silentLogger,
      20,
    );
    await warm(DOCUMENTS);
    expect(planned).toEqual([]);
    turn.resolve(undefined);
    await last.promise;
    expect(planned).toEqual(['D1', 'D2', 'D3']);
  });

  test('a list without anything new waits for nothing', async () => {
    const warm = warmWithin(() => Promise.reject(new Error('nothing is planned')), silentLogger, 600_000);
    await warm([]);
  });
});
