import { TILE_WIDTH } from '#platform/tlog';
import { HistoryConflict } from '../anchor/same-history.ts';
import { EMPTY_TREES } from './two-trees.ts';
import { MAX_FINDINGS, contradictsHistory } from './findings.ts';
import { beginWalk } from './walk.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { HistoryGuard } from '../anchor/history-guard.ts';
import type { SignedState } from './check-range.ts';
import type { Finding } from './findings.ts';
import type { IntegrityState, IntegrityStore } from './integrity-store.ts';
import type { Walk, WalkDeps, WalkStart } from './walk.ts';

/** The code by which alerts on log lines find it. Never changes. */
const MISMATCH = 'AUDIT_INTEGRITY_MISMATCH';
/** While something is wrong the whole log is looked at so often, to see when it is in order again. */
const RECHECK_MS = 3_600_000;

export interface IntegrityTaskDeps extends WalkDeps {
  readonly store: IntegrityStore;
  /** States of the log that were signed and are remembered by somebody. */
  readonly readSigned: () => Promise<readonly SignedState[]>;
  /** Entries that are published; undefined while that is not known. */
  readonly published: () => number | undefined;
  readonly isWriter: () => boolean;
  readonly guard: HistoryGuard;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Between two looks at what is new. */
  readonly intervalMs: number;
  /** Between two passes over the whole log. */
  readonly wholePassMs: number;
  /** Entries that one tick looks at. */
  readonly entriesPerTick: number;
  readonly onChecked?: (pass: PassName, entries: number) => void;
}

/** `new`: what came since the last look. `whole`: from the first entry on, relying on nothing that was found before. */
export type PassName = 'new' | 'whole';

export interface IntegrityTask {
  /** Does what is due, a bounded part of it. To be called some times a second; one at a time. */
  tick(): Promise<void>;
  /** When all was last found in order, milliseconds since the Unix epoch; undefined where nobody has looked. */
  lastSuccessMs(): number | undefined;
  /** When this process last came to the end of a pass over the whole log and had found nothing; undefined before the first. */
  wholeDoneAtMs(): number | undefined;
  /** Whether something is wrong; undefined where nobody has looked. */
  isRaised(): boolean | undefined;
}

export const START: WalkStart = { position: { trees: EMPTY_TREES, newest: '' }, groups: 0 };

interface Pass {
  readonly name: PassName;
  readonly walk: Walk;
  /** From the first entry on. */
  readonly isWhole: boolean;
  readonly begunAtMs: number;
  findings: number;
}

interface Memory {
  state: IntegrityState;
  raised: boolean;
  /** A pass that has not come to its end. */
  passes: Map<PassName, Pass>;
  lastWorked: PassName | undefined;
  /** When what is new was last looked at, to its end. */
  lookedAtMs: number;
  wholeDoneAtMs: number | undefined;
  wholeTriedAtMs: number;
  /** When something was last found to be wrong, also if it was known. */
  foundAtMs: number;
}

/** Looks through the log again and again, at a bounded pace. Only the writer does: one is enough. */
export function createIntegrityTask(deps: IntegrityTaskDeps): IntegrityTask {
  let memory: Memory | undefined;
  return {
    tick: async () => {
      if (!deps.isWriter()) {
        memory = undefined;
        return;
      }
      memory ??= await remember(deps);
      const name = duePass(deps, memory);
      if (name !== undefined) await work(deps, memory, name);
    },
    lastSuccessMs: () => memory?.state.lastSuccessMs,
    wholeDoneAtMs: () => memory?.wholeDoneAtMs,
    isRaised: () => memory?.raised,
  };
}

/**
 * Attack: whoever changes an entry also writes rows by which all of it was looked at, and ends the process before it has looked. Rule: a
 * pass over the whole log is this process's own, from its first entry to its end; whoever becomes the writer begins with one.
 */
async function remember({ store, logger, clock }: IntegrityTaskDeps): Promise<Memory> {
  const raised = await store.isRaised();
  if (raised)
    logger.fatal({ alert: MISMATCH }, 'the audit log was found not to agree with itself, and was not in order since');
  const kept = await store.load();
  // Attack: whoever changes an entry also writes that everything was in order, in a hundred years.
  const isPast = kept.lastSuccessMs !== undefined && kept.lastSuccessMs <= clock.now();
  const state = { ...kept, lastSuccessMs: isPast ? kept.lastSuccessMs : undefined };
  const never = { lookedAtMs: -Infinity, wholeDoneAtMs: undefined, wholeTriedAtMs: -Infinity, foundAtMs: -Infinity };
  return { state, raised, passes: new Map(), lastWorked: undefined, ...never };
}

/** Both take turns: neither a long log nor one that grows fast keeps anybody from hearing of the other end of it. */
function duePass(deps: IntegrityTaskDeps, memory: Memory): PassName | undefined {
  const { passes, lookedAtMs, lastWorked } = memory;
  const isNewDue = passes.has('new') || deps.clock.now() - lookedAtMs >= deps.intervalMs;
  const isWholeDue = passes.has('whole') || isWholePassDue(deps, memory);
  if (isNewDue && isWholeDue) return lastWorked === 'new' ? 'whole' : 'new';
  if (isNewDue) return 'new';
  return isWholeDue ? 'whole' : undefined;
}

function isWholePassDue({ clock, wholePassMs }: IntegrityTaskDeps, memory: Memory): boolean {
  const { raised, wholeTriedAtMs } = memory;
  return clock.now() - wholeTriedAtMs >= (raised ? Math.min(RECHECK_MS, wholePassMs) : wholePassMs);
}

async function work(deps: IntegrityTaskDeps, memory: Memory, name: PassName): Promise<void> {
  const pass = memory.passes.get(name) ?? (await beginPass(deps, memory, name));
  memory.passes.set(name, pass);
  memory.lastWorked = name;
  for (let left = deps.entriesPerTick; left > 0;) {
    const { findings, entries, isLast } = await pass.walk.step();
    left -= Math.max(entries, 1);
    if (entries > 0) deps.onChecked?.(name, entries);
    if (findings.length > 0) await report(deps, memory, findings.slice(0, MAX_FINDINGS - pass.findings));
    pass.findings += findings.length;
    if (!isLast && pass.findings < MAX_FINDINGS) continue;
    memory.passes.delete(name);
    await endPass(deps, memory, pass);
    return;
  }
}

async function beginPass(deps: IntegrityTaskDeps, memory: Memory, name: PassName): Promise<Pass> {
  const { watermark } = memory.state;
  const signed = await readSigned(deps, memory);
  const head = await deps.source.head();
  // What is kept may be of a log that was put back since.
  const start = name === 'whole' || watermark.position.trees.ofEntries.size > head.size ? START : watermark;
  const publishedGroups = Math.floor((deps.published() ?? 0) / TILE_WIDTH);
  return {
    name,
    walk: beginWalk(deps, start, { head, signed: signed ?? [], publishedGroups }),
    isWhole: start === START,
    begunAtMs: deps.clock.now(),
    findings: signed === undefined ? 1 : 0,
  };
}

/** @returns undefined when what is kept as signed is nothing of this log */
async function readSigned(deps: IntegrityTaskDeps, memory: Memory): Promise<readonly SignedState[] | undefined> {
  try {
    return await deps.readSigned();
  } catch (error) {
    if (!(error instanceof HistoryConflict)) throw error;
    await report(deps, memory, [{ kind: 'checkpoint', place: 'what was signed', problem: error.message }]);
    return undefined;
  }
}

async function endPass(deps: IntegrityTaskDeps, memory: Memory, pass: Pass): Promise<void> {
  const nowMs = deps.clock.now();
  if (pass.name === 'new') memory.lookedAtMs = nowMs;
  if (pass.isWhole) memory.wholeTriedAtMs = nowMs;
  if (pass.findings > 0) return;
  if (pass.isWhole) memory.wholeDoneAtMs = nowMs;
  const reached = pass.walk.reached();
  const { watermark } = memory.state;
  const isFurther = reached.position.trees.ofEntries.size >= watermark.position.trees.ofEntries.size;
  // A pass that was under way when something was found may have come past it before, or have begun with a shorter log.
  const saysAll = pass.isWhole && pass.begunAtMs > memory.foundAtMs;
  if (saysAll && memory.raised) {
    // There is none to end where what was found could not be kept.
    await deps.store.end(nowMs);
    memory.raised = false;
    deps.logger.warn('the audit log agrees with itself again');
  }
  await keep(deps, memory, {
    ...(isFurther ? { watermark: reached } : {}),
    // While something is wrong, nothing that is in order elsewhere is a success.
    ...(memory.raised ? {} : { lastSuccessMs: nowMs }),
  });
}

async function keep(deps: IntegrityTaskDeps, memory: Memory, change: Partial<IntegrityState>): Promise<void> {
  memory.state = { ...memory.state, ...change };
  await deps.store.save(memory.state);
}

async function report(deps: IntegrityTaskDeps, memory: Memory, findings: readonly Finding[]): Promise<void> {
  const { store, guard, logger, clock } = deps;
  // First of all: a database that does not take the finding must not keep the log going.
  memory.raised = true;
  memory.foundAtMs = clock.now();
  const conflict = findings.find(contradictsHistory);
  if (conflict !== undefined && !guard.isRefused())
    guard.refuse(new HistoryConflict(`the log is not what was signed: ${conflict.place} ${conflict.problem}`));
  // A finding that cannot be kept is said each time.
  const fresh = await store.raise(findings, clock.now()).catch((error: unknown) => {
    sayLoudly(logger, findings);
    throw error;
  });
  sayLoudly(logger, fresh);
}

function sayLoudly(logger: Logger, findings: readonly Finding[]): void {
  for (const finding of findings)
    logger.fatal({ alert: MISMATCH, ...finding }, 'the audit log does not agree with itself');
}
