import { LRUCache } from 'lru-cache';
import type { NodeCoordinates, TreeNode } from '#platform/tlog';

/** About 10 MB; the nodes that recent proofs need are the newest and the highest ones. */
const MAX_NODES = 65_536;

/** Complete nodes of the tree, newest in memory, all in the database. A complete node never changes. */
export interface NodeCache {
  add(nodes: readonly TreeNode[]): void;
  read(coordinates: readonly NodeCoordinates[]): Promise<Buffer[]>;
}

export function createNodeCache(readStored: (coordinates: readonly NodeCoordinates[]) => Promise<Buffer[]>): NodeCache {
  const cache = new LRUCache<string, Buffer>({ max: MAX_NODES });
  const keyOf = ({ level, index }: NodeCoordinates): string => `${String(level)}/${String(index)}`;
  return {
    add: (nodes) => {
      for (const node of nodes) cache.set(keyOf(node), node.hash);
    },
    read: async (coordinates) => {
      const missing = coordinates.filter((at) => !cache.has(keyOf(at)));
      if (missing.length > 0) {
        const stored = await readStored(missing);
        stored.forEach((hash, at) => {
          const node = missing[at];
          if (node !== undefined) cache.set(keyOf(node), hash);
        });
      }
      return coordinates.map((at) => {
        const hash = cache.get(keyOf(at));
        if (hash === undefined) throw new Error(`node ${keyOf(at)} is missing`);
        return hash;
      });
    },
  };
}
