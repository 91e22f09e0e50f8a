import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { NodeCoordinates, TreeNode } from '#platform/tlog';

/** Newest nodes of the lowest level; each level above has half of them, as the tree does, but never fewer than `MIN_NEWEST`. */
const MAX_NEWEST = 16_384;
const MIN_NEWEST = 64;
/** Older ones that were read: the left siblings of everything that is appended are among them after a start. */
const MAX_READ_BEFORE = 8_192;
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
  const newest = Array.from({ length: LEVELS }, (_, level) => createNewest(capacityOf(level)));
  const readBefore = new LRUCache<number, Buffer>({ max: MAX_READ_BEFORE });
  const stored = new DataLoader<NodeCoordinates, Buffer>((coordinates) => readStored(coordinates), {
    cache: false,
    maxBatchSize: MAX_READ,
  });
  const readOne = async (at: NodeCoordinates): Promise<Buffer> => {
    const hash = await stored.load(at);
    readBefore.set(keyOf(at), hash);
    return hash;
  };
  return {
    add: (nodes) => {
      for (const { level, index, hash } of nodes) newest[level]?.add(index, hash);
    },
    read: async (coordinates) => {
      const found = coordinates.map((at) => newest[at.level]?.get(at.index) ?? readBefore.get(keyOf(at)));
      if (!found.includes(undefined)) return found as Buffer[];
      return Promise.all(coordinates.map(async (at, place) => found[place] ?? readOne(at)));
    },
  };
}

/** The newest nodes of one level, in the place of those that were the oldest. */
interface Newest {
  add(index: number, hash: Buffer): void;
  get(index: number): Buffer | undefined;
}

function createNewest(capacity: number): Newest {
  const hashes: Buffer[] = [];
  /** Known are the nodes from `first` up to the one before `end`. */
  let [first, end] = [0, 0];
  return {
    add: (index, hash) => {
      // Nodes of a level come one after another; another process may have written those in between.
      if (index !== end) first = index;
      hashes[index % capacity] = hash;
      end = index + 1;
      first = Math.max(first, end - capacity);
    },
    get: (index) => (index >= first && index < end ? hashes[index % capacity] : undefined),
  };
}

function capacityOf(level: number): number {
  return Math.max(MIN_NEWEST, MAX_NEWEST >>> Math.min(level, 31));
}

/** Exact for indexes below 2^47, of which a log that takes a million entries each second has enough for four years. */
function keyOf({ level, index }: NodeCoordinates): number {
  return index * LEVELS + level;
}
