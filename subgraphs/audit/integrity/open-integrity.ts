import { createRounds } from '#platform/jobs';
import { createIntegrityTask } from './integrity-task.ts';
import { createSignedStates } from './signed-states.ts';
import type { Metrics } from '#platform/metrics';
import type { Anchoring } from '../anchor/open-anchoring.ts';
import type { Sequencer } from '../log/sequencer.ts';
import type { Publication } from '../publication/open-publication.ts';
import type { TileSource } from '../publication/tile-source.ts';
import type { IntegrityTask, IntegrityTaskDeps } from './integrity-task.ts';

/** Entries that are looked at in a second: a tenth of one core, and seven million entries in an hour. */
const ENTRIES_PER_SECOND = 2_000;
/** Short, so that an append that comes meanwhile waits for milliseconds. */
const TICK_MS = 250;
/** After a database or an object store that did not answer. */
const RETRY_MS = 5_000;
/** A process that starts has other things to do first. */
const FIRST_TICK_MS = 10_000;

export interface IntegrityDeps extends Pick<IntegrityTaskDeps, 'source' | 'store' | 'clock' | 'logger'> {
  readonly tileSource: TileSource;
  readonly publication: Pick<Publication, 'store' | 'position'>;
  readonly sequencer: Sequencer;
  readonly anchoring: Pick<Anchoring, 'guard' | 'remembered'>;
  readonly metrics: Metrics;
  /** Between two looks at what is new. */
  readonly intervalSeconds: number;
  /** Between two passes over the whole log. */
  readonly wholePassHours: number;
}

/** The task that looks through the log. */
export interface Integrity {
  /** Rejects while the log is known not to agree with itself. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Looks through the log from now on, a bounded part of it at a time. */
export function openIntegrity(deps: IntegrityDeps): Integrity {
  const { metrics, logger, sequencer, publication, anchoring } = deps;
  const checked = metrics.counter('lifeready_audit_integrity_checked_entries_total', 'Entries looked at.', ['pass']);
  const failures = metrics.counter('lifeready_audit_integrity_failures_total', 'Looks that broke off.', []);
  const task = createIntegrityTask({
    ...deps,
    tiles: { source: deps.tileSource, store: publication.store },
    readSigned: createSignedStates({
      checkpoint: () => sequencer.checkpoint(),
      isRefused: () => anchoring.guard.isRefused(),
      remembered: () => anchoring.remembered(),
    }),
    published: () => publication.position(),
    isWriter: () => sequencer.isWriter(),
    guard: anchoring.guard,
    intervalMs: deps.intervalSeconds * 1_000,
    wholePassMs: deps.wholePassHours * 3_600_000,
    entriesPerTick: (ENTRIES_PER_SECOND * TICK_MS) / 1_000,
    onChecked: (pass, entries) => {
      checked.add({ pass }, entries);
    },
  });
  measure(metrics, task);
  let wasFailing = false;
  const tick = async (): Promise<number> => {
    try {
      await task.tick();
      wasFailing = false;
      return TICK_MS;
    } catch (error) {
      failures.add({});
      if (!wasFailing) logger.error({ err: error }, 'the log could not be looked through; trying again');
      wasFailing = true;
      return RETRY_MS;
    }
  };
  const rounds = createRounds(tick);
  rounds.start(Math.min(FIRST_TICK_MS, deps.intervalSeconds * 1_000));
  return {
    check: () =>
      task.isRaised() === true ? Promise.reject(new Error('the log does not agree with itself')) : Promise.resolve(),
    close: () => rounds.close(),
  };
}

/** Shown by the writer alone: nobody else has looked. */
function measure(metrics: Metrics, task: IntegrityTask): void {
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);
  metrics.gauge(
    'lifeready_audit_integrity_last_success_timestamp_seconds',
    'When the newest entries were last found in order, with no alarm open.',
    () => seconds(task.lastSuccessMs()),
  );
  metrics.gauge(
    'lifeready_audit_integrity_whole_pass_timestamp_seconds',
    'When the whole log was last found in order.',
    () => seconds(task.wholeDoneAtMs()),
  );
  metrics.gauge('lifeready_audit_integrity_mismatch', '1 while the log does not agree with itself.', () => {
    const isRaised = task.isRaised();
    return isRaised === undefined ? undefined : Number(isRaised);
  });
}
