import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendLeaf, emptyFrontier, frontierRoot } from './frontier.ts';
import { fullTileRoot, parseHashTile, rootOfEdges, serialiseHashTile } from './hash-tile.ts';
import { formatTilePath, tilesOf } from './tile-path.ts';
import { numberedLeaves, referenceRoot } from './testing/reference-tree.ts';
import { refusal } from './testing/keys.ts';

/** Published tiles of a tree, by path, made from the nodes that the frontier gives out as they come into being. */
function publish(leaves: readonly Buffer[]): { tiles: Map<string, Buffer>; root: Buffer } {
  let frontier = emptyFrontier();
  const nodes = new Map<string, Buffer>();
  for (const leaf of leaves) {
    const step = appendLeaf(frontier, leaf);
    frontier = step.frontier;
    for (const { level, index, hash } of step.newNodes) nodes.set(`${String(level)}/${String(index)}`, hash);
  }
  const tiles = new Map<string, Buffer>();
  for (const tile of tilesOf(leaves.length)) {
    const hashes = Array.from({ length: tile.width }, (_, at) => {
      const hash = nodes.get(`${String(8 * Number(tile.level))}/${String(256 * tile.index + at)}`);
      if (hash === undefined) throw new Error('a hash of a tile is a complete node');
      return hash;
    });
    tiles.set(formatTilePath(tile), serialiseHashTile(hashes));
  }
  return { tiles, root: frontierRoot(frontier) };
}

/** Root of the tree from nothing but its partial tiles. */
function rebuild(tiles: ReadonlyMap<string, Buffer>, size: number): Buffer {
  const edges: Buffer[][] = [];
  for (const tile of tilesOf(size)) {
    const level = Number(tile.level);
    const hashes = parseHashTile(tiles.get(formatTilePath(tile)) ?? Buffer.of(), tile.width);
    edges[level] = tile.width < 256 ? hashes : [];
  }
  return rootOfEdges(edges);
}

describe('[R-112] tiles', () => {
  test('of the 70,000-leaf example give back the root of the tree', () => {
    const leaves = numberedLeaves(70_000);
    const { tiles, root } = publish(leaves);
    expect(tiles.size).toBe(274 + 2 + 1);
    expect(tiles.get('tile/0/273.p/112')).toHaveLength(112 * 32);
    expect(tiles.get('tile/1/001.p/17')).toHaveLength(17 * 32);
    expect(tiles.get('tile/1/000')).toHaveLength(8_192);
    expect(tiles.get('tile/2/000.p/1')).toEqual(referenceRoot(leaves.slice(0, 65_536)));
    expect(rebuild(tiles, 70_000)).toEqual(root);
    expect(root).toEqual(referenceRoot(leaves));
  });

  test('of any size give back the root, and a changed byte gives another one or contradicts the level below', () => {
    const leaves = numberedLeaves(1_500);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_500 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (size, at, change) => {
          const { tiles, root } = publish(leaves.slice(0, size));
          expect(root).toEqual(referenceRoot(leaves.slice(0, size)));
          const paths = [...tiles.keys()];
          const path = paths[at % paths.length] ?? '';
          const tile = Buffer.from(tiles.get(path) ?? Buffer.of());
          tile[at % tile.length] = (tile[at % tile.length] ?? 0) ^ change;
          // What the lowest level says of the levels above is what the published levels above must say.
          const upper = publishedAbove(tiles, size);
          expect(upper).toEqual([...tiles].filter(([name]) => !name.startsWith('tile/0/')));
          const damaged = new Map([...tiles, [path, tile]]);
          const rootOfDamaged = rebuild(new Map([...damaged, ...publishedAbove(damaged, size)]), size);
          const contradicts = publishedAbove(damaged, size).some(
            ([name, bytes]) => damaged.get(name)?.equals(bytes) !== true,
          );
          expect(contradicts || !root.equals(rootOfDamaged)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are read only with the length they must have', () => {
    const [first = Buffer.of(), second = Buffer.of()] = numberedLeaves(2);
    const bytes = serialiseHashTile([first, second]);
    expect(parseHashTile(bytes, 2)).toEqual([first, second]);
    for (const [cut, width] of [
      [bytes, 1],
      [bytes, 3],
      [bytes.subarray(1), 2],
      [Buffer.concat([bytes, Buffer.of(0)]), 2],
      [Buffer.of(), 0],
      [Buffer.alloc(257 * 32), 257],
    ] as const) {
      expect(refusal(() => parseHashTile(cut, width))).toBe('malformed_tile');
    }
  });

  test('are refused when they cannot be', () => {
    const hashes = numberedLeaves(257);
    expect(refusal(() => serialiseHashTile([]))).toBe('malformed_tile');
    expect(refusal(() => serialiseHashTile(hashes))).toBe('malformed_tile');
    expect(refusal(() => serialiseHashTile([Buffer.alloc(31)]))).toBe('malformed_tile');
    expect(refusal(() => fullTileRoot(hashes.slice(0, 255)))).toBe('malformed_tile');
    expect(fullTileRoot(hashes.slice(0, 256))).toEqual(referenceRoot(hashes.slice(0, 256)));
  });
});

/** The tiles above the lowest level, computed from the full tiles one level below each. */
function publishedAbove(tiles: ReadonlyMap<string, Buffer>, size: number): [string, Buffer][] {
  const all = new Map(tiles);
  const above: [string, Buffer][] = [];
  for (const tile of tilesOf(size)) {
    if (tile.level === 0) continue;
    const hashes = Array.from({ length: tile.width }, (_, at) => {
      const below = { level: Number(tile.level) - 1, index: tile.index * 256 + at, width: 256 };
      return fullTileRoot(parseHashTile(all.get(formatTilePath(below)) ?? Buffer.of(), 256));
    });
    const bytes = serialiseHashTile(hashes);
    all.set(formatTilePath(tile), bytes);
    above.push([formatTilePath(tile), bytes]);
  }
  return above;
}
