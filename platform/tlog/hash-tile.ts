import { foldSubtrees } from './frontier.ts';
import { EMPTY_ROOT, HASH_BYTES, isHash, nodeHash } from './hashing.ts';
import { TILE_WIDTH } from './tile-path.ts';
import { TlogError } from './tlog-error.ts';

/** Bytes of a full tile. */
export const FULL_TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/**
 * The bytes of a tile: its hashes from the left, nothing between them (C2SP tlog-tiles).
 * @throws TlogError malformed_tile unless there are 1 to 256 hashes
 */
export function serialiseHashTile(hashes: readonly Uint8Array[]): Buffer {
  if (hashes.length < 1 || hashes.length > TILE_WIDTH || !hashes.every(isHash))
    throw new TlogError('malformed_tile', 'a tile has 1 to 256 hashes of 32 bytes');
  return Buffer.concat(hashes);
}

/**
 * Reads a tile. The hashes share its memory.
 * @param width how many hashes it must have, 1 to 256
 * @throws TlogError malformed_tile when it has another length
 */
export function parseHashTile(bytes: Uint8Array, width: number): Buffer[] {
  if (width < 1 || width > TILE_WIDTH || bytes.length !== width * HASH_BYTES)
    throw new TlogError('malformed_tile', `expected ${String(width)} hashes, found ${String(bytes.length)} bytes`);
  const tile = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: width }, (_, at) => tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/**
 * Hash of the node over a full tile: what the tile one level above has for it.
 * @throws TlogError malformed_tile for a partial one, which is never hashed upward
 */
export function fullTileRoot(hashes: readonly Buffer[]): Buffer {
  if (hashes.length !== TILE_WIDTH) throw new TlogError('malformed_tile', 'only a full tile has a node above it');
  let level = hashes;
  while (level.length > 1) level = pairs(level);
  const [root] = level;
  if (root === undefined) throw new TlogError('malformed_tile', 'a tile without hashes');
  return root;
}

function pairs(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left !== undefined && right !== undefined) above.push(nodeHash(left, right));
  }
  return above;
}

/**
 * Hashes of the complete subtrees, largest first, that a tile consists of: together with those of the levels above, the frontier of
 * the tree.
 */
function subtreesOf(hashes: readonly Buffer[]): Buffer[] {
  const subtrees: Buffer[] = [];
  let start = 0;
  for (let width = TILE_WIDTH; width >= 1; width /= 2) {
    if ((hashes.length & width) === 0) continue;
    let level: readonly Buffer[] = hashes.slice(start, start + width);
    while (level.length > 1) level = pairs(level);
    subtrees.push(...level);
    start += width;
  }
  return subtrees;
}

/**
 * Root of a tree from its rightmost tiles (RFC 6962 section 2.1).
 * @param edges per level, from the leaves up, the hashes that no tile of the level above stands for
 */
export function rootOfEdges(edges: readonly (readonly Buffer[])[]): Buffer {
  return foldSubtrees([...edges].reverse().flatMap(subtreesOf)) ?? Buffer.from(EMPTY_ROOT);
}
