import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { silentLogger } from '#platform/logging';
import { createDirectoryStore } from '#platform/object-store';
import { parseEntryBundle, parseHashTile, parseTilePath } from '#platform/tlog';
import { until } from '../../../tests/support/until.ts';
import { createGrownLog } from '../testing/grown-log.ts';
import { createPublishedLog } from './published-log.ts';
import { createPublisher, keepPublishing } from './publisher.ts';
import { tileBytes } from './tile-bytes.ts';
import { PublishedDiffersError, createTileStore } from './tile-store.ts';
import type { ObjectStore } from '#platform/object-store';
import type { TileCoordinates } from '#platform/tlog';
import type { GrownLog } from '../testing/grown-log.ts';
import type { Publisher } from './publisher.ts';

let root: string;
let objects: ObjectStore;
let log: GrownLog;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'lifeready-publication-'));
  objects = createDirectoryStore({ root, clock: systemClock });
  log = createGrownLog();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const publisherOf = (source: GrownLog = log, store: ObjectStore = objects): Publisher =>
  createPublisher({ source, store: createTileStore(store) });

/** Paths of what is published, without remains of writes that broke off. */
async function publishedPaths(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.partial'))
    .map((entry) => path.relative(path.join(root, 'log1'), path.join(entry.parentPath, entry.name)))
    .sort();
}

function coordinates(tilePath: string): TileCoordinates {
  const tile = parseTilePath(tilePath);
  if (tile === undefined) throw new Error(`${tilePath} is not the path of a tile`);
  return tile;
}

/** The store, of which every write after the first few fails, as when the process is killed there. */
function breakingAfter(writes: number): ObjectStore {
  let left = writes;
  return {
    ...objects,
    put: async (key, body, options) => {
      left -= 1;
      if (left >= 0) return objects.put(key, body, options);
      body.destroy();
      throw new AppError('SERVICE_UNAVAILABLE');
    },
  };
}

describe('[R-112] the publisher', () => {
  test('writes full tiles and bundles only, each once, and nothing anew', async () => {
    log.grow(255);
    const publisher = publisherOf();
    await publisher.publish();
    expect(await publishedPaths()).toEqual([]);
    log.grow(2 * 256 + 10);
    await publisher.publish();
    const expected = [0, 1, 2].flatMap((group) => [`tile/0/00${String(group)}`, `tile/entries/00${String(group)}`]);
    expect(await publishedPaths()).toEqual([...expected].sort());
    expect(publisher.position()).toBe(768);
    const written = await stat(path.join(root, 'log1', 'tile/0/000'));
    await publisher.publish();
    await publisherOf().publish();
    expect((await stat(path.join(root, 'log1', 'tile/0/000'))).mtimeMs).toBe(written.mtimeMs);
  });

  test('writes the tile above as soon as 256 below it are full', async () => {
    log.grow(65_535);
    const publisher = publisherOf();
    await publisher.publish();
    expect(await publishedPaths()).not.toContain('tile/1/000');
    log.grow(1);
    await publisher.publish();
    const paths = await publishedPaths();
    expect(paths).toContain('tile/1/000');
    expect(paths).toHaveLength(256 + 256 + 1);
    const [root8 = Buffer.of()] = await log.hashes({ level: 2, index: 0, width: 1 });
    expect(root8).toEqual(log.root());
  });

  test('goes on from what the store has, wherever it broke off', async () => {
    log.grow(21 * 256);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(45), { minLength: 1, maxLength: 4 }), async (breaks) => {
        await rm(root, { recursive: true, force: true });
        for (const writes of breaks)
          await publisherOf(log, breakingAfter(writes))
            .publish()
            .catch(() => undefined);
        const last = publisherOf();
        await last.publish();
        expect(last.position()).toBe(21 * 256);
        const paths = await publishedPaths();
        expect(paths).toHaveLength(42);
        const store = createTileStore(objects);
        for (const tile of paths.map(coordinates)) expect(await store.read(tile)).toEqual(await tileBytes(log, tile));
      }),
      { numRuns: 15 },
    );
  });

  test('and another one beside it write the same', async () => {
    log.grow(12 * 256);
    await Promise.all([publisherOf().publish(), publisherOf().publish(), publisherOf().publish()]);
    expect(await publishedPaths()).toHaveLength(24);
  });

  test('one call waits for the one before it', async () => {
    log.grow(256);
    const publisher = publisherOf();
    await Promise.all([publisher.publish(), publisher.publish()]);
    expect(publisher.position()).toBe(256);
  });

  test('finds the last of many groups', async () => {
    for (const groups of [0, 1, 2, 3, 7, 16]) {
      await rm(root, { recursive: true, force: true });
      const source = createGrownLog();
      source.grow(groups * 256 + 5);
      await publisherOf(source).publish();
      const again = publisherOf(source);
      await again.publish();
      expect(again.position()).toBe(groups * 256);
    }
  });

  test('goes on when the store is back', async () => {
    log.grow(300);
    let available = false;
    const store: ObjectStore = {
      ...objects,
      exists: (key) => (available ? objects.exists(key) : Promise.reject(new AppError('SERVICE_UNAVAILABLE'))),
    };
    const publisher = publisherOf(log, store);
    const keeper = keepPublishing(publisher, { logger: silentLogger, intervalMs: 5 });
    await expect(publisher.publish()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(publisher.check()).resolves.toBeUndefined();
    available = true;
    await until(() => publisher.position() === 256);
    await keeper.close();
  });
});

describe('[R-113] what is published and contradicts the log', () => {
  test.each([
    ['a log that lost entries', 1_000, 0],
    ['a log that lost entries and went on', 1_000, 4 * 256],
    ['a log that lost entries and went on further than before', 700, 20 * 256],
  ])('stops publication: %s', async (_what, kept, more) => {
    log.grow(6 * 256);
    await publisherOf().publish();
    const before = await publishedPaths();
    const restored = log.fork(kept);
    restored.grow(more);
    const publisher = publisherOf(restored);
    await expect(publisher.publish()).rejects.toBeInstanceOf(PublishedDiffersError);
    await expect(publisher.check()).rejects.toThrow('does not agree with the log');
    await expect(publisher.publish()).rejects.toBeInstanceOf(PublishedDiffersError);
    expect(await publishedPaths()).toEqual(before);
  });

  test('a tile that was changed in the store is never replaced in silence', async () => {
    log.grow(256);
    await publisherOf().publish();
    await writeFile(path.join(root, 'log1', 'tile/0/000'), Buffer.alloc(8_192));
    await expect(publisherOf().publish()).rejects.toBeInstanceOf(PublishedDiffersError);
  });
});

describe('[R-112] the published log', () => {
  test('has every tile and bundle of its size and no other, published or not', async () => {
    log.grow(3 * 256 + 40);
    const published = createPublishedLog({ source: log, store: createTileStore(objects) });
    const size = await log.size();
    for (const publishedFirst of [false, true]) {
      if (publishedFirst) await publisherOf().publish();
      for (const tilePath of [
        'tile/0/000',
        'tile/0/003.p/40',
        'tile/0/003.p/1',
        'tile/0/001.p/255',
        'tile/1/000.p/3',
      ]) {
        const tile = coordinates(tilePath);
        const bytes = await published.read(tile, size);
        expect(parseHashTile(bytes, tile.width)).toEqual(await log.hashes({ ...tile, level: Number(tile.level) }));
      }
      for (const tilePath of ['tile/entries/000', 'tile/entries/002.p/7', 'tile/entries/003.p/40']) {
        const tile = coordinates(tilePath);
        expect(parseEntryBundle(await published.read(tile, size), tile.width)).toEqual(await log.entries(tile));
      }
      for (const tilePath of ['tile/0/003', 'tile/0/003.p/41', 'tile/0/004.p/1', 'tile/1/000', 'tile/1/000.p/4']) {
        await expect(published.read(coordinates(tilePath), size)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      await expect(published.read(coordinates('tile/entries/003'), size)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(published.read(coordinates('tile/2/000.p/1'), size)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(published.read(coordinates('tile/63/000.p/1'), size)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
