import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createDirectoryStore, formatObjectKey } from '#platform/object-store';
import { createSweeper } from './sweeper.ts';
import type { ObjectStore } from '#platform/object-store';

const HOUR_MS = 3_600_000;

let root: string;
let objects: ObjectStore;
let clock: ReturnType<typeof createManualClock>;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'vault-sweeper-'));
  clock = createManualClock(Date.now());
  objects = createDirectoryStore({ root, clock });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(quarantine: boolean): Promise<string> {
  const key = formatObjectKey({ tenantId: newId(), objectId: newId(), version: 1, quarantine });
  await objects.put(key, Readable.from([Buffer.from('ciphertext')]));
  return key;
}

test('what a crash left is removed after an hour; what belongs to a version never', async () => {
  const [staged, orphan, stored] = [await put(true), await put(false), await put(false)];
  const findStored = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set([stored]));
  const sweeper = createSweeper({ objects, findStored, logger: silentLogger });
  clock.advance(HOUR_MS - 60_000);
  expect(await sweeper.runOnce()).toBe(0);
  clock.advance(120_000);
  expect(await sweeper.runOnce()).toBe(2);
  expect(await Promise.all([staged, orphan, stored].map((key) => objects.exists(key)))).toEqual([false, false, true]);
});

test('many are looked up in batches, each key once', async () => {
  const keys = await Promise.all(Array.from({ length: 450 }, () => put(false)));
  const asked: string[][] = [];
  const findStored = (batch: readonly string[]): Promise<ReadonlySet<string>> => {
    asked.push([...batch]);
    return Promise.resolve(new Set(batch));
  };
  clock.advance(2 * HOUR_MS);
  expect(await createSweeper({ objects, findStored, logger: silentLogger }).runOnce()).toBe(0);
  expect(asked.map(({ length }) => length)).toEqual([200, 200, 50]);
  expect(asked.flat().sort()).toEqual(keys.sort());
});

test('nothing is removed while it is not known what is stored', async () => {
  const orphan = await put(false);
  const findStored = (): Promise<ReadonlySet<string>> => Promise.reject(new Error('no database'));
  const sweeper = createSweeper({ objects, findStored, logger: silentLogger });
  clock.advance(2 * HOUR_MS);
  await expect(sweeper.runOnce()).rejects.toThrow('no database');
  sweeper.start();
  await sweeper.close();
  expect(await objects.exists(orphan)).toBe(true);
});
