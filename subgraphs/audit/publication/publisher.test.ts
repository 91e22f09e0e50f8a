import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#platform/errors';
import { silentLogger } from '#platform/logging';
import { parseEntryBundle, parseHashTile, parseTilePath } from '#platform/tlog';
import { until } from '../../../tests/support/until.ts';
import { createGrownLog } from '../testing/grown-log.ts';
import { createMemoryObjects } from '../testing/memory-objects.ts';
import { createPublishedLog } from './published-log.ts';
import { createPublisher, keepPublishing } from './publisher.ts';
import { tileBytes } from './tile-bytes.ts';
import { PublishedDiffersError, createTileStore } from './tile-store.ts';
import type { TileCoordinates } from '#platform/tlog';
import type { GrownLog } from '../testing/grown-log.ts';
import type { MemoryObjects } from '../testing/memory-objects.ts';
import type { Publisher } from './publisher.ts';

let objects: MemoryObjects;
let log: GrownLog;
beforeEach(() => {
  objects = createMemoryObjects();
  log = createGrownLog();
});

const publisherOf = (source: GrownLog = log): Publisher => createPublisher({ source, store: createTileStore(objects) });
const publishedPaths = (): string[] => [...objects.contents.keys()].map((key) => key.replace('log1/', '')).sort();

function coordinates(tilePath: string): TileCoordinates {
  const tile = parseTilePath(tilePath);
  if (tile === undefined) throw new Error(`${tilePath} is not the path of a tile`);
  return tile;
}

describe('[R-112] the publisher', () => {
  test('writes full tiles and bundles only, each once, and nothing anew', async () => {
    log.grow(255);
    const publisher = publisherOf();
    await publisher.publish();
    expect(publishedPaths()).toEqual([]);
    log.grow(2 * 256 + 10);
    await publisher.publish();
    const expected = [0, 1, 2].flatMap((group) => [`tile/0/00${String(group)}`, `tile/entries/00${String(group)}`]);
    expect(publishedPaths()).toEqual([...expected].sort());
    expect(publisher.position()).toBe(768);
    objects.writesLeft = 0;
    await publisher.publish();
    // Looks at the newest tile again, and writes nothing.
    objects.writesLeft = 1;
    await publisherOf().publish();
    expect(publishedPaths()).toHaveLength(6);
  });

  test('writes the tile above as soon as 256 below it are full', async () => {
    log.grow(65_535);
    const publisher = publisherOf();
    await publisher.publish();
    expect(publishedPaths()).not.toContain('tile/1/000');
    log.grow(1);
    await publisher.publish();
    const paths = publishedPaths();
    expect(paths).toContain('tile/1/000');
    expect(paths).toHaveLength(256 + 256 + 1);
    const [root8 = Buffer.of()] = await log.hashes({ level: 2, index: 0, width: 1 });
    expect(root8).toEqual(log.root());
  });

  test('goes on from what the store has, wherever it broke off', async () => {
    log.grow(21 * 256);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(45), { minLength: 1, maxLength: 4 }), async (breaks) => {
        objects = createMemoryObjects();
        for (const writes of breaks) {
          objects.writesLeft = writes;
          await publisherOf()
            .publish()
            .catch(() => undefined);
        }
        objects.writesLeft = Infinity;
        const last = publisherOf();
        await last.publish();
        expect(last.position()).toBe(21 * 256);
        const paths = publishedPaths();
        expect(paths).toHaveLength(42);
        const store = createTileStore(objects);
        for (const tile of paths.map(coordinates)) {
          // Not toEqual, which takes a second for these.
          expect((await store.read(tile))?.equals(await tileBytes(log, tile))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('and another one beside it write the same', async () => {
    log.grow(12 * 256);
    await Promise.all([publisherOf().publish(), publisherOf().publish(), publisherOf().publish()]);
    expect(publishedPaths()).toHaveLength(24);
  });

  test('one call waits for the one before it', async () => {
    log.grow(256);
    const publisher = publisherOf();
    await Promise.all([publisher.publish(), publisher.publish()]);
    expect(publisher.position()).toBe(256);
  });

  test('finds the last of many groups', async () => {
    for (const groups of [0, 1, 2, 3, 7, 16]) {
      objects = createMemoryObjects();
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
    objects.unreachable = true;
    const publisher = publisherOf();
    const keeper = keepPublishing(publisher, { logger: silentLogger, intervalMs: 5 });
    await expect(publisher.publish()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(publisher.check()).resolves.toBeUndefined();
    objects.unreachable = false;
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
    const before = publishedPaths();
    const restored = log.fork(kept);
    restored.grow(more);
    const publisher = publisherOf(restored);
    await expect(publisher.publish()).rejects.toBeInstanceOf(PublishedDiffersError);
    await expect(publisher.check()).rejects.toThrow('does not agree with the log');
    await expect(publisher.publish()).rejects.toBeInstanceOf(PublishedDiffersError);
    expect(publishedPaths()).toEqual(before);
  });

  test('a tile that was changed in the store is never replaced in silence', async () => {
    log.grow(256);
    await publisherOf().publish();
    objects.contents.set('log1/tile/0/000', Buffer.alloc(8_192));
    await expect(publisherOf().publish()).rejects.toBeInstanceOf(PublishedDiffersError);
  });
});

describe('[R-112] the published log', () => {
  test('has its published tiles also while the database is away', async () => {
    log.grow(300);
    await publisherOf().publish();
    const gone = (): Promise<never> => Promise.reject(new AppError('SERVICE_UNAVAILABLE'));
    const published = createPublishedLog({
      source: { size: gone, hashes: gone, entries: gone },
      store: createTileStore(objects),
    });
    const full = coordinates('tile/0/000');
    expect(await published.read(full)).toEqual(await tileBytes(log, full));
    await expect(published.read(coordinates('tile/0/001.p/44'))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test('has every tile and bundle of its size and no other, published or not', async () => {
    log.grow(3 * 256 + 40);
    const published = createPublishedLog({ source: log, store: createTileStore(objects) });
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
        const bytes = await published.read(tile);
        expect(parseHashTile(bytes, tile.width)).toEqual(await log.hashes({ ...tile, level: Number(tile.level) }));
      }
      for (const tilePath of ['tile/entries/000', 'tile/entries/002.p/7', 'tile/entries/003.p/40']) {
        const tile = coordinates(tilePath);
        expect(parseEntryBundle(await published.read(tile), tile.width)).toEqual(await log.entries(tile));
      }
      for (const tilePath of ['tile/0/003', 'tile/0/003.p/41', 'tile/0/004.p/1', 'tile/1/000', 'tile/1/000.p/4']) {
        await expect(published.read(coordinates(tilePath))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      await expect(published.read(coordinates('tile/entries/003'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(published.read(coordinates('tile/2/000.p/1'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(published.read(coordinates('tile/63/000.p/1'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
