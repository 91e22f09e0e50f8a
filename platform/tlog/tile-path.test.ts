import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTilePath, parseTilePath, tileWidthAt, tilesOf } from './tile-path.ts';
import { refusal } from './testing/keys.ts';
import type { TileCoordinates } from './tile-path.ts';

const coordinates: fc.Arbitrary<TileCoordinates> = fc.record({
  level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
  index: fc.oneof(fc.maxSafeNat(), fc.nat(2_000_000), fc.nat(3)),
  width: fc.integer({ min: 1, max: 256 }),
});

describe('[R-112] the path of a tile', () => {
  // The examples of C2SP tlog-tiles.
  test.each([
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 0, index: 273, width: 112 }, 'tile/0/273.p/112'],
    [{ level: 1, index: 1, width: 17 }, 'tile/1/001.p/17'],
    [{ level: 2, index: 0, width: 1 }, 'tile/2/000.p/1'],
    [{ level: 63, index: 1_000, width: 256 }, 'tile/63/x001/000'],
    [{ level: 'entries', index: 1_234_067, width: 255 }, 'tile/entries/x001/x234/067.p/255'],
  ] as const)('%j is %s', (tile, path) => {
    expect(formatTilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test('leads back to the tile, for every tile', () => {
    fc.assert(
      fc.property(coordinates, (tile) => {
        expect(parseTilePath(formatTilePath(tile))).toEqual(tile);
      }),
    );
  });

  test('is the only one: whatever reads as a tile is written the same way again', () => {
    const pieces = [
      'tile',
      'entries',
      '/',
      '0',
      '00',
      '000',
      '001',
      'x000',
      'x001',
      '.p',
      '.p/',
      '1',
      '255',
      '256',
      '..',
    ];
    const nearly = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => parts.join(''));
    const damaged = fc
      .tuple(coordinates, fc.nat(40), fc.string({ minLength: 0, maxLength: 2 }))
      .map(([tile, at, text]) => {
        const path = formatTilePath(tile);
        return path.slice(0, at) + text + path.slice(at + 1);
      });
    fc.assert(
      fc.property(fc.oneof(nearly, damaged), (path) => {
        const tile = parseTilePath(path);
        expect(tile === undefined || formatTilePath(tile) === path).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '',
    'tile/0',
    'tile/0/',
    'tile/0/0',
    'tile/0/0000',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/001',
    'tile/0/001/000',
    'tile/0/x001',
    'tile/0/000.p',
    'tile/0/000.p/',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/000/',
    'tile//000',
    '/tile/0/000',
    'tile/0/../000',
    'tile/0/%30%30%30',
    'tile/0/000\n',
    'TILE/0/000',
    'tile/data/000',
    'tile/entries/000/1',
    // Beyond 2^53 - 1.
    'tile/0/x009/x007/x199/x254/x740/992',
    `tile/0/${'x999/'.repeat(20)}999`,
  ])('%j is none', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test.each([
    { level: -1, index: 0, width: 1 },
    { level: 64, index: 0, width: 1 },
    { level: 0.5, index: 0, width: 1 },
    { level: 0, index: -1, width: 1 },
    { level: 0, index: 2 ** 53, width: 1 },
    { level: 0, index: 0, width: 0 },
    { level: 0, index: 0, width: 257 },
  ])('there is none for %j', (tile) => {
    expect(refusal(() => formatTilePath(tile))).toBe('malformed_tile_path');
  });
});

describe('[R-112] the tiles of a tree', () => {
  const summary = (size: number): string[] => {
    const tiles = [...tilesOf(size)];
    return [0, 1, 2, 3].flatMap((level) => {
      const own = tiles.filter((tile) => tile.level === level);
      const full = own.filter(({ width }) => width === 256).length;
      const partial = own.filter(({ width }) => width < 256).map(({ width }) => `+${String(width)}`);
      return own.length === 0 ? [] : [`${String(full)}${partial.join('')}`];
    });
  };

  // 70,000 and 256 are the examples of C2SP tlog-tiles.
  test.each([
    [0, []],
    [1, ['0+1']],
    [255, ['0+255']],
    [256, ['1', '0+1']],
    [257, ['1+1', '0+1']],
    [70_000, ['273+112', '1+17', '0+1']],
    [65_536, ['256', '1', '0+1']],
  ])('of %i leaves are %j', (size, expected) => {
    expect(summary(size)).toEqual(expected);
  });

  test('have the widths that the size gives them, beyond 2^31 too, and nothing is beside them', () => {
    const sizes = fc.oneof(fc.maxSafeNat(), fc.nat(100_000));
    fc.assert(
      fc.property(sizes, fc.nat(7), fc.maxSafeNat(), (size, level, anyIndex) => {
        const hashes = Number(BigInt(size) / 256n ** BigInt(level));
        const last = Math.floor(hashes / 256);
        expect(tileWidthAt(level, last, size)).toBe(Number((BigInt(size) / 256n ** BigInt(level)) % 256n));
        if (last > 0) expect(tileWidthAt(level, anyIndex % last, size)).toBe(256);
        expect(tileWidthAt(level, last + 1 + (anyIndex % 1_000), size)).toBe(0);
        expect(tileWidthAt('entries', 0, size)).toBe(tileWidthAt(0, 0, size));
      }),
    );
    for (const size of [0, 1, 256, 70_000]) {
      for (const { level, index, width } of tilesOf(size)) expect(tileWidthAt(level, index, size)).toBe(width);
    }
  });
});
