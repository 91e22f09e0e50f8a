import { HistoryConflict, ahead, requireSameHistory } from './same-history.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { ReadNodes } from '#platform/tlog';
import type { Sequencer } from '../log/sequencer.ts';
import type { SignedCheckpoint } from '../log/signed-head.ts';
import type { AnchorArchive } from './anchor-archive.ts';
import type { HistoryGuard } from './history-guard.ts';
import type { PublicNote } from './published-checkpoint.ts';
import type { KnownState } from './same-history.ts';
import type { Witness } from './witness.ts';

/** How often the newest checkpoint is anchored and cosigned. */
const PERIOD_MS = 60_000;
/** Entries after which it is done sooner. */
const PERIOD_ENTRIES = 10_000;
/** After a round in which something failed. */
const RETRY_MS = 5_000;
/** Without an anchor for so long, somebody has to look; and again after as long. */
const ALARM_AFTER_MS = 300_000;
const WITNESS_TIMEOUT_MS = 5_000;
/** A process that ends is not waited for. */
const LAST_WITNESS_TIMEOUT_MS = 500;

export interface AnchorTaskDeps {
  readonly log: Pick<Sequencer, 'checkpoint' | 'isWriter'>;
  /** The committed head, past what this process has in memory. */
  readonly readHead: () => Promise<KnownState>;
  readonly readNodes: ReadNodes;
  readonly archive: AnchorArchive | undefined;
  readonly witness: Witness | undefined;
  /** Keeps a cosigned checkpoint, durably, and publishes it. */
  readonly onCosigned: (checkpoint: PublicNote) => Promise<void>;
  readonly guard: HistoryGuard;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface AnchorTask {
  /** Looks whether something is due and does it. To be called about once a second; one at a time. */
  tick(): Promise<void>;
  /** A last anchor of what is there. */
  finish(): Promise<void>;
  /** Newest size that is known to be anchored; undefined before the first. */
  anchoredSize(): number | undefined;
  /** When the whole log was last seen to be anchored, milliseconds since the Unix epoch. */
  anchoredAtMs(): number | undefined;
}

/** What the task has come to. */
interface Progress {
  /** Of the last round; none before the first, so that it is due at once. */
  round: { readonly atMs: number; readonly size: number; readonly failed: boolean } | undefined;
  anchoredSize: number | undefined;
  anchoredAtMs: number | undefined;
  /** Since when an anchor is missed. */
  missedSinceMs: number;
}

/** Carries the newest checkpoint out of the reach of the database: to the witness, and into the archive. */
export function createAnchorTask(deps: AnchorTaskDeps): AnchorTask {
  const { log, clock, guard, logger } = deps;
  const failures = deps.metrics.counter(
    'lifeready_audit_anchor_failures_total',
    'Anchors and cosignatures that failed.',
    ['step'],
  );
  const progress: Progress = {
    round: undefined,
    anchoredSize: undefined,
    anchoredAtMs: undefined,
    missedSinceMs: clock.now(),
  };
  const attempt = async <Result>(
    step: 'witness' | 'archive',
    work: () => Promise<Result>,
  ): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      failures.add({ step });
      if (error instanceof HistoryConflict) await settle(deps, error);
      else logger.warn({ err: error, step }, 'the newest checkpoint was not carried outside; trying again');
      return undefined;
    }
  };
  const round = async (witnessTimeoutMs: number): Promise<void> => {
    const own = log.checkpoint();
    const cosigned = await attempt('witness', () => cosign(deps, own, witnessTimeoutMs));
    const anchored = await attempt('archive', () => anchor(deps, { ...own, note: cosigned ?? own.note }, progress));
    const failed = (deps.witness !== undefined && cosigned === undefined) || (deps.archive !== undefined && !anchored);
    progress.round = { atMs: clock.now(), size: own.size, failed };
  };
  return {
    tick: async () => {
      if (guard.isRefused()) return;
      if (!log.isWriter()) {
        // Whoever stands by misses nothing.
        Object.assign(progress, { round: undefined, anchoredAtMs: undefined, missedSinceMs: clock.now() });
        return;
      }
      if (log.checkpoint().size > 0 && isDue(progress.round, log.checkpoint().size, clock.now()))
        await round(WITNESS_TIMEOUT_MS);
      if (deps.archive !== undefined) alarm(deps, progress);
    },
    finish: async () => {
      if (guard.isRefused() || !log.isWriter()) return;
      const { size } = log.checkpoint();
      if (size > 0 && size !== progress.anchoredSize) await round(LAST_WITNESS_TIMEOUT_MS);
    },
    anchoredSize: () => progress.anchoredSize,
    anchoredAtMs: () => progress.anchoredAtMs,
  };
}

function isDue(last: Progress['round'], size: number, nowMs: number): boolean {
  if (last === undefined || size - last.size >= PERIOD_ENTRIES) return true;
  return nowMs - last.atMs >= (last.failed ? RETRY_MS : PERIOD_MS);
}

async function cosign(deps: AnchorTaskDeps, own: SignedCheckpoint, timeoutMs: number): Promise<Buffer | undefined> {
  const note = await deps.witness?.cosign(own, timeoutMs);
  if (note !== undefined) await deps.onCosigned({ size: own.size, note });
  return note;
}

/** @returns whether there is an archive */
async function anchor(deps: AnchorTaskDeps, own: SignedCheckpoint, progress: Progress): Promise<boolean> {
  if (deps.archive === undefined) return false;
  const newest = await deps.archive.newest(progress.anchoredSize);
  if (newest !== undefined && newest.size > own.size) throw ahead('an anchor', newest.size, own.size);
  // Somebody else's anchor, if it is not the one that this process wrote last.
  if (newest !== undefined && newest.size !== progress.anchoredSize)
    await requireSameHistory(own, newest, 'an anchor', deps.readNodes);
  await deps.archive.anchor(own);
  const nowMs = deps.clock.now();
  Object.assign(progress, { anchoredSize: own.size, anchoredAtMs: nowMs, missedSinceMs: nowMs });
  return true;
}

/**
 * A process that was stopped for a while has an old head in memory and finds the outside ahead of it; what counts is what is
 * committed.
 */
async function settle(deps: AnchorTaskDeps, conflict: HistoryConflict): Promise<void> {
  try {
    const { size } = await deps.readHead();
    if (conflict.aheadSize === undefined || conflict.aheadSize > size) deps.guard.refuse(conflict);
  } catch (error) {
    deps.logger.warn({ err: error, conflict: conflict.message }, 'a contradiction cannot be looked into; trying again');
  }
}

function alarm({ clock, logger }: AnchorTaskDeps, progress: Progress): void {
  const nowMs = clock.now();
  if (nowMs - progress.missedSinceMs <= ALARM_AFTER_MS) return;
  const { anchoredSize, anchoredAtMs } = progress;
  logger.error({ anchoredSize, anchoredAtMs }, 'no checkpoint was anchored for five minutes');
  progress.missedSinceMs = nowMs;
}
