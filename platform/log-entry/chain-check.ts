import type { LeafLinks } from './leaf-reader.ts';

/** What a tenant's first entry names as the one before. */
const NO_LEAF = '0'.repeat(64);

/** Follows the chain of each tenant and the time of the log. Memory grows with the number of tenants, not of entries. */
export interface ChainCheck {
  /** Entries in the order of the log. @returns what is wrong, if anything */
  add(links: LeafLinks, leafHash: Buffer): string | undefined;
  tenants(): number;
  /** Time of the newest entry, as it says it; empty before the first. */
  newest(): string;
}

/** Where to go on from, for somebody who does not begin with the first entry of the log. */
export interface ChainStart {
  /** The entry before of each tenant that has one. */
  readonly before: Iterable<{ readonly tenantRef: string; readonly seq: number; readonly hash: Buffer }>;
  /** Time of the newest entry before. */
  readonly newest: string;
}

/** @param start the beginning of the log when it is absent */
export function createChainCheck(start: ChainStart = { before: [], newest: '' }): ChainCheck {
  const heads = new Map<string, { seq: number; hash: string }>();
  for (const { tenantRef, seq, hash } of start.before) heads.set(tenantRef, { seq, hash: hash.toString('hex') });
  let { newest } = start;
  return {
    add: ({ recordedAt, tenantPrev, tenantRef, tenantSeq }, leafHash) => {
      const head = heads.get(tenantRef);
      const [expectedSeq, expectedPrev] = head === undefined ? [1, NO_LEAF] : [head.seq + 1, head.hash];
      const hash = leafHash.toString('hex');
      // After a break the chain goes on from what is there, so that one change is one finding, or two.
      if (head === undefined) heads.set(tenantRef, { seq: tenantSeq, hash });
      else [head.seq, head.hash] = [tenantSeq, hash];
      const previousTime = newest;
      if (recordedAt > newest) newest = recordedAt;
      if (tenantSeq !== expectedSeq)
        return `is number ${String(tenantSeq)} of tenant ${tenantRef}, where number ${String(expectedSeq)} must come`;
      if (tenantPrev !== expectedPrev) return `does not follow the entry before of tenant ${tenantRef}`;
      if (recordedAt < previousTime) return `was recorded at ${recordedAt}, before the entry in front of it`;
      return undefined;
    },
    tenants: () => heads.size,
    newest: () => newest,
  };
}
