import { TILE_WIDTH, serialiseFrontier } from '#platform/tlog';
import { checkRange } from './check-range.ts';
import { checkTiles } from './check-tiles.ts';
import { hasRoot } from './two-trees.ts';
import type { Position, SignedState } from './check-range.ts';
import type { TileCheckDeps } from './check-tiles.ts';
import type { Finding } from './findings.ts';
import type { IntegritySource, StoredHead } from './integrity-source.ts';

/** From where a walk goes on: both at a full group of 256 entries. */
export interface WalkStart {
  readonly position: Position;
  /** Groups of 256 entries whose published files have been looked at. */
  readonly groups: number;
}

export interface WalkDeps {
  readonly source: IntegritySource;
  readonly tiles: TileCheckDeps;
}

export interface Step {
  readonly findings: readonly Finding[];
  /** Entries that were looked at. */
  readonly entries: number;
  readonly isLast: boolean;
}

/** One way through the log, from a position to the head that it had when the walk began, a group of 256 entries at a time. */
export interface Walk {
  /** The next step. Throws when the database or the object store does not answer; the same step can be tried again. */
  step(): Promise<Step>;
  /** The last full group that it came past; there a later walk can go on. */
  reached(): WalkStart;
}

/**
 * @param what.signed states that were signed before `what.head` was read
 * @param what.publishedGroups groups of 256 entries that are published
 */
export function beginWalk(
  deps: WalkDeps,
  start: WalkStart,
  what: { readonly head: StoredHead; readonly signed: readonly SignedState[]; readonly publishedGroups: number },
): Walk {
  const { head, signed, publishedGroups } = what;
  let reached = start;
  let { position } = start;
  let sound = true;
  let headIsChecked = false;
  const stepOverEntries = async (): Promise<Step> => {
    const from = position.trees.ofEntries.size;
    const end = Math.min(head.size, (Math.floor(from / TILE_WIDTH) + 1) * TILE_WIDTH);
    const { to, findings } = checkRange(position, end, await deps.source.range(from, end), signed);
    position = to;
    if (end % TILE_WIDTH === 0) reached = { ...reached, position: to };
    return { findings, entries: end - from, isLast: false };
  };
  const checkHead = async (): Promise<Step> => {
    const stray = await deps.source.strayEntries();
    headIsChecked = true;
    return { findings: [...headFindings(position, head, signed), ...strayFindings(stray)], entries: 0, isLast: false };
  };
  const groups = Math.min(Math.floor(head.size / TILE_WIDTH), publishedGroups);
  const next = async (): Promise<Step> => {
    if (position.trees.ofEntries.size < head.size) return stepOverEntries();
    if (!headIsChecked) return checkHead();
    // What is published is held against the log; once that is in doubt, it would say nothing about either.
    if (!sound || reached.groups >= groups) return { findings: [], entries: 0, isLast: true };
    const findings = await checkTiles(deps.tiles, reached.groups);
    reached = { ...reached, groups: reached.groups + 1 };
    return { findings, entries: 0, isLast: reached.groups >= groups };
  };
  return {
    step: async () => {
      const step = await next();
      if (step.findings.some(({ kind }) => kind !== 'tile')) sound = false;
      return step;
    },
    reached: () => reached,
  };
}

function headFindings({ trees }: Position, head: StoredHead, signed: readonly SignedState[]): Finding[] {
  const ahead = signed
    .filter(({ size }) => size > head.size)
    .map(({ whose, size }): Finding => ({
      kind: 'checkpoint',
      place: `size ${String(size)}`,
      problem: `${whose} is ahead of the log`,
    }));
  const frontiers = [trees.ofEntries, trees.ofHashes];
  const fits =
    hasRoot(trees, head.root) && frontiers.some((frontier) => serialiseFrontier(frontier).equals(head.frontier));
  if (fits) return ahead;
  return [...ahead, { kind: 'head', place: 'head', problem: 'is not the head of these entries' }];
}

function strayFindings(indexes: readonly number[]): Finding[] {
  return indexes.map((index) => ({ kind: 'extra', place: `entry ${String(index)}`, problem: 'is outside of the log' }));
}
