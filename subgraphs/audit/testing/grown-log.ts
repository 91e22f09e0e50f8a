import { appendLeaf, canonicalJson, emptyFrontier, frontierRoot, leafHash } from '#platform/tlog';
import type { TileSource } from '../publication/tile-source.ts';

/** A committed log in memory that grows when it is told to. */
export interface GrownLog extends TileSource {
  grow(entries: number): void;
  /** The log as a restored backup of its first `size` entries, which then went on in another way. */
  fork(size: number): GrownLog;
  root(): Buffer;
}

export function createGrownLog(kept: readonly Buffer[] = [], name = 'original'): GrownLog {
  const leaves: Buffer[] = [];
  const nodes = new Map<string, Buffer>();
  let frontier = emptyFrontier();
  const append = (leaf: Buffer): void => {
    const step = appendLeaf(frontier, leafHash(leaf));
    frontier = step.frontier;
    leaves.push(leaf);
    for (const { level, index, hash } of step.newNodes) nodes.set(`${String(level)}/${String(index)}`, hash);
  };
  kept.forEach(append);
  const nodeAt = (level: number, index: number): Buffer => {
    const hash = nodes.get(`${String(level)}/${String(index)}`);
    if (hash === undefined) throw new Error('a node of the tree is missing');
    return hash;
  };
  return {
    grow: (entries) => {
      for (let count = 0; count < entries; count += 1) append(canonicalJson({ name, entry: leaves.length }));
    },
    fork: (size) => createGrownLog(leaves.slice(0, size), 'fork'),
    root: () => frontierRoot(frontier),
    size: () => Promise.resolve(leaves.length),
    hashes: ({ level, index, width }) =>
      Promise.resolve(Array.from({ length: width }, (_, at) => nodeAt(8 * level, 256 * index + at))),
    entries: ({ index, width }) => {
      const entries = leaves.slice(256 * index, 256 * index + width);
      return entries.length === width
        ? Promise.resolve(entries)
        : Promise.reject(new Error('an entry of the log is missing'));
    },
  };
}
