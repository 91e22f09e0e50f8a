import { EMPTY_ROOT, leafHash, nodeHash } from '../hashing.ts';
import type { NodeCoordinates, ReadNodes } from '../proof-nodes.ts';

// The definitions of RFC 6962 section 2.1 written down as they stand, recursive and slow, to hold the real code against.

function split(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** MTH(D[n]) over leaf hashes. */
export function referenceRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return only;
  const k = split(leaves.length);
  return nodeHash(referenceRoot(leaves.slice(0, k)), referenceRoot(leaves.slice(k)));
}

/** PATH(m, D[n]). */
export function referencePath(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  const left = leaves.slice(0, k);
  const right = leaves.slice(k);
  if (index < k) return [...referencePath(index, left), referenceRoot(right)];
  return [...referencePath(index - k, right), referenceRoot(left)];
}

/** PROOF(m, D[n]) for 0 < m <= n. */
export function referenceConsistency(oldSize: number, leaves: readonly Buffer[]): Buffer[] {
  return subproof(oldSize, leaves, true);
}

function subproof(oldSize: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (oldSize === leaves.length) return whole ? [] : [referenceRoot(leaves)];
  const k = split(leaves.length);
  const left = leaves.slice(0, k);
  const right = leaves.slice(k);
  if (oldSize <= k) return [...subproof(oldSize, left, whole), referenceRoot(right)];
  return [...subproof(oldSize - k, right, false), referenceRoot(left)];
}

/** The turns from the leaf up to the root: on which side each sibling stands. Together they say what a path proves. */
export function referenceTurns(index: number, size: number): string {
  if (size <= 1) return '';
  const k = split(size);
  return index < k ? `${referenceTurns(index, k)}R` : `${referenceTurns(index - k, size - k)}L`;
}

/**
 * The shape of the consistency proof for 0 < old < new: whether its first hash is the old root itself, which is then left out,
 * and on which side each further hash stands.
 */
export function referenceShape(oldSize: number, newSize: number, whole = true): string {
  if (oldSize === newSize) return whole ? 'old root ' : 'first hash ';
  const k = split(newSize);
  if (oldSize <= k) return `${referenceShape(oldSize, k, whole)}R`;
  return `${referenceShape(oldSize - k, newSize - k, false)}L`;
}

export function numberedLeaves(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
}

/** A reader over all complete nodes of a small tree; refuses a node that is not complete. Counts its calls. */
export function smallTreeReader(leaves: readonly Buffer[]): ReadNodes & { readonly calls: NodeCoordinates[][] } {
  const calls: NodeCoordinates[][] = [];
  const known = new Map<string, Buffer>();
  const node = (start: number, end: number): Buffer => {
    const hash = known.get(`${start}-${end}`) ?? referenceRoot(leaves.slice(start, end));
    known.set(`${start}-${end}`, hash);
    return hash;
  };
  const read = (coordinates: NodeCoordinates[]): Promise<Buffer[]> => {
    calls.push(coordinates);
    return Promise.resolve(
      coordinates.map(({ level, index }) => {
        const start = index * 2 ** level;
        const end = start + 2 ** level;
        if (end > leaves.length)
          throw new RangeError(`node ${level}/${index} is not complete at size ${leaves.length}`);
        return node(start, end);
      }),
    );
  };
  return Object.assign(read, { calls });
}

const FILLER_LEAF = leafHash(Buffer.from('filler'));

/**
 * A tree of any size in which all leaves are the same but a few: its nodes can be computed where they are asked for, so that
 * proofs beyond 2^31 leaves need no storage.
 */
export function sparseTree(special: ReadonlyMap<number, Buffer>) {
  const filler: Buffer[] = [FILLER_LEAF];
  for (let level = 1; level <= 53; level += 1) {
    const below = filler[level - 1] ?? FILLER_LEAF;
    filler.push(nodeHash(below, below));
  }
  function node(level: number, index: number): Buffer {
    const start = index * 2 ** level;
    const isInside = (at: number): boolean => at >= start && at - start < 2 ** level;
    if (![...special.keys()].some(isInside)) return filler[level] ?? FILLER_LEAF;
    if (level === 0) return special.get(index) ?? FILLER_LEAF;
    return nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
  }
  /** MTH over the first `size` leaves, by the definition. */
  function root(size: number, start = 0): Buffer {
    const k = split(size);
    const level = Math.log2(k);
    if (k * 2 === size) return node(level + 1, start / size);
    if (size === 1) return node(0, start);
    return nodeHash(node(level, start / k), root(size - k, start + k));
  }
  const read = (coordinates: NodeCoordinates[]): Promise<Buffer[]> =>
    Promise.resolve(coordinates.map(({ level, index }) => node(level, index)));
  return { node, root, read };
}
