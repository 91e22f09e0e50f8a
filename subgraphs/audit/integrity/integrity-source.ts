import type { EntryColumns } from './check-columns.ts';

/** The log as its database has it now. Entries of the same `range` are read from one snapshot. */
export interface IntegritySource {
  /** The committed head. */
  head(): Promise<StoredHead>;
  /** Entries `start` to `end` - 1, and what belongs to them. */
  range(start: number, end: number): Promise<StoredRange>;
  /** Indexes of entries that are outside of the log: some of them, if there are any. */
  strayEntries(): Promise<readonly number[]>;
}

export interface StoredHead {
  readonly size: number;
  readonly root: Buffer;
  readonly frontier: Buffer;
}

export interface StoredRange {
  /** In their order; one that is missing is left out. */
  readonly entries: readonly StoredEntry[];
  /** Nodes that are complete with an entry of the range, by `nodeKey`. */
  readonly nodes: ReadonlyMap<string, Buffer>;
  readonly chains: readonly StoredChain[];
}

export interface StoredEntry {
  readonly index: number;
  readonly leaf: string;
  readonly columns: EntryColumns;
}

/** What surrounds the entries of one tenant in the range. */
export interface StoredChain {
  readonly tenantRef: string;
  /** Number of the tenant's first entry in the range, as its column says it. */
  readonly firstSeq: number;
  /** Hash of the entry before that one; undefined when there is none. */
  readonly hashBefore: Buffer | undefined;
  /** Whether the tenant's head is its newest entry. */
  readonly headFits: boolean;
}

export function nodeKey({ level, index }: { readonly level: number; readonly index: number }): string {
  return `${String(level)}/${String(index)}`;
}

/** Nodes of one level: those from index `low` to `high` - 1 are complete with an entry of a range. */
export interface NodeRange {
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/** @returns the nodes whose last entry is one of `start` to `end` - 1 */
export function nodesCompletedIn(start: number, end: number): NodeRange[] {
  const ranges: NodeRange[] = [];
  for (let level = 0, width = 1; width <= end; level += 1, width *= 2) {
    const [low, high] = [Math.floor(start / width), Math.floor(end / width)];
    if (low < high) ranges.push({ level, low, high });
  }
  return ranges;
}
