import { createChainCheck, createLeafReader } from '#platform/log-entry';
import { leafHash } from '#platform/tlog';
import { differingColumns } from './check-columns.ts';
import { nodeKey } from './integrity-source.ts';
import { grow, hasRoot } from './two-trees.ts';
import type { ChainCheck } from '#platform/log-entry';
import type { Finding } from './findings.ts';
import type { StoredEntry, StoredRange } from './integrity-source.ts';
import type { TwoTrees } from './two-trees.ts';

/** A state of the log that was signed before and is kept somewhere. */
export interface SignedState {
  /** Where it is kept. */
  readonly whose: string;
  readonly size: number;
  readonly root: Buffer;
}

/** How far the log has been looked at. */
export interface Position {
  /** The next entry is the one with the index of their size. */
  readonly trees: TwoTrees;
  /** Time of the newest entry so far, as it says it. */
  readonly newest: string;
}

const readLeaf = createLeafReader();

/**
 * Holds the entries of a range against the tree, their columns and their tenants' chains.
 * @param end index after the last entry
 * @param signed states that the log must have had at their size
 */
export function checkRange(
  from: Position,
  end: number,
  range: StoredRange,
  signed: readonly SignedState[],
): { readonly to: Position; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const chain = chainFrom(from, range);
  const entries = new Map(range.entries.map((entry) => [entry.index, entry]));
  let { trees } = from;
  for (let index = trees.ofEntries.size; index < end; index += 1) {
    const place = `entry ${String(index)}`;
    const stored = range.nodes.get(nodeKey({ level: 0, index }));
    const entry = entries.get(index);
    if (entry === undefined) findings.push({ kind: 'missing', place, problem: 'is not there' });
    const hash = entry && leafHash(Buffer.from(entry.leaf));
    const step = grow(trees, hash, stored);
    if (entry !== undefined && hash !== undefined) findings.push(...checkEntry(place, entry, hash, stored, chain));
    for (const { level, index: at, hashes } of step.nodes)
      findings.push(...checkNode(nodeKey({ level, index: at }), range, hashes));
    trees = step.trees;
    findings.push(...checkSigned(trees, index + 1, signed));
  }
  for (const { tenantRef, headFits } of range.chains)
    if (!headFits)
      findings.push({ kind: 'chain', place: `tenant ${tenantRef}`, problem: 'its head is not its newest entry' });
  return { to: { trees, newest: chain.newest() }, findings };
}

function chainFrom({ newest }: Position, { chains }: StoredRange): ChainCheck {
  const before = chains.flatMap(({ tenantRef, firstSeq, hashBefore }) =>
    hashBefore === undefined ? [] : [{ tenantRef, seq: firstSeq - 1, hash: hashBefore }],
  );
  return createChainCheck({ before, newest });
}

function checkEntry(
  place: string,
  { leaf, columns }: StoredEntry,
  hash: Buffer,
  stored: Buffer | undefined,
  chain: ChainCheck,
): Finding[] {
  const findings: Finding[] = [];
  if (stored !== undefined && !stored.equals(hash))
    findings.push({ kind: 'leaf', place, problem: 'is not the one whose hash is in the tree' });
  const links = readLeaf(Buffer.from(leaf));
  if (typeof links === 'string') return [...findings, { kind: 'leaf', place, problem: links }];
  // Its successors name the hash that the tree has of it.
  const problem = chain.add(links, stored ?? hash);
  if (problem !== undefined) findings.push({ kind: 'chain', place, problem });
  const differing = differingColumns(leaf, columns);
  // Of an entry that is not the right one, the columns tell nothing new.
  if (findings.length === 0 && differing.length > 0)
    findings.push({ kind: 'column', place, problem: `its columns differ: ${differing.join(', ')}` });
  return findings;
}

function checkNode(key: string, { nodes }: StoredRange, hashes: readonly Buffer[]): Finding[] {
  const place = `node ${key}`;
  const stored = nodes.get(key);
  if (stored === undefined) return [{ kind: 'missing', place, problem: 'is not there' }];
  if (hashes.some((one) => one.equals(stored))) return [];
  return [{ kind: 'node', place, problem: 'does not follow from the entries below it' }];
}

function checkSigned(trees: TwoTrees, size: number, signed: readonly SignedState[]): Finding[] {
  return signed
    .filter((state) => state.size === size && !hasRoot(trees, state.root))
    .map(({ whose }) => ({
      kind: 'checkpoint',
      place: `size ${String(size)}`,
      problem: `${whose} knows another history`,
    }));
}
