import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { NodeCoordinates, TreeNode } from '#platform/tlog';

/** About 10 MB; the nodes that recent proofs need are the newest and the highest ones. */
const MAX_NODES = 65_536;
/** Nodes of one read from the database. */
const MAX_READ = 4_096;
/** More levels than a tree of 2^53 leaves has. */
const LEVELS = 64;

/** Complete nodes of the tree, newest in memory, all in the database. A complete node never changes. */
export interface NodeCache {
  add(nodes: readonly TreeNode[]): void;
  /** Hashes in the order asked for. @throws Error when a node is not in the database */
  read(coordinates: readonly NodeCoordinates[]): Promise<Buffer[]>;
}

/** @param readStored reads nodes in the order asked for; proofs that are built at once share one call */
export function createNodeCache(readStored: (coordinates: readonly NodeCoordinates[]) => Promise<Buffer[]>): NodeCache {
  const cache = new LRUCache<number, Buffer>({ max: MAX_NODES });
  const stored = new DataLoader<NodeCoordinates, Buffer>((coordinates) => readStored(coordinates), {
    cache: false,
    maxBatchSize: MAX_READ,
  });
  const readOne = async (at: NodeCoordinates): Promise<Buffer> => {
    const hash = await stored.load(at);
    cache.set(keyOf(at), hash);
    return hash;
  };
  return {
    add: (nodes) => {
      for (const node of nodes) cache.set(keyOf(node), node.hash);
    },
    read: async (coordinates) => {
      const found = coordinates.map((at) => cache.get(keyOf(at)));
      if (!found.includes(undefined)) return found as Buffer[];
      return Promise.all(coordinates.map(async (at, place) => found[place] ?? readOne(at)));
    },
  };
}

/** Exact for indexes below 2^47, of which a log that takes a million entries each second has enough for four years. */
function keyOf({ level, index }: NodeCoordinates): number {
  return index * LEVELS + level;
}
