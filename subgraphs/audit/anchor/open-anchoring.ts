import { createRounds } from '#platform/jobs';
import { openCheckpoint } from '#platform/tlog';
import { createAnchorArchive } from './anchor-archive.ts';
import { createAnchorTask } from './anchor-task.ts';
import { createHeadExamination } from './examine-head.ts';
import { createHistoryGuard, guardSequencer } from './history-guard.ts';
import { createPublishedCheckpoint } from './published-checkpoint.ts';
import { createWitness } from './witness.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { WriteOnceSeries } from '#platform/object-store';
import type { NoteSigner, ReadNodes } from '#platform/tlog';
import type { Sequencer } from '../log/sequencer.ts';
import type { LogHead } from '../log/types.ts';
import type { CheckpointStore } from '../persistence/checkpoint-store.ts';
import type { AnchorTask } from './anchor-task.ts';
import type { HistoryGuard } from './history-guard.ts';
import type { PublicNote, PublishedCheckpoint } from './published-checkpoint.ts';
import type { KnownState } from './same-history.ts';
import type { WitnessClient } from './witness-client.ts';

const TICK_MS = 1_000;

export interface AnchoringDeps {
  readonly checkpoints: CheckpointStore;
  /** Where checkpoints are anchored; nowhere when absent. */
  readonly series: WriteOnceSeries | undefined;
  /** Who cosigns them; nobody when absent. */
  readonly witness: WitnessClient | undefined;
  readonly signer: NoteSigner;
  readonly readNodes: ReadNodes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What binds the log to the world outside of its database. */
export interface Anchoring {
  /** Before a head is signed; see `createHeadExamination`. */
  readonly examine: (head: LogHead) => Promise<void>;
  readonly guard: HistoryGuard;
  /**
   * States that were signed and are kept outside of the tree: the newest anchor, the newest cosigned checkpoint.
   * @throws HistoryConflict when what is kept is no checkpoint of this log; AppError SERVICE_UNAVAILABLE
   */
  remembered(): Promise<readonly RememberedState[]>;
  /** Starts to anchor the log. @returns the sequencer as everybody else is to use it: refused once a conflict is found */
  follow(sequencer: Sequencer): Promise<Anchored>;
}

/** A signed state, and where it is kept. */
export interface RememberedState extends KnownState {
  readonly whose: string;
}

export interface Anchored {
  readonly sequencer: Sequencer;
  /** What is shown to everybody: the cosigned checkpoint while the witness answers, else the log's own. @throws AppError AUDIT_UNAVAILABLE */
  publishedCheckpoint(): PublicNote;
  /** One look whether something is due; the timer does it each second. */
  tick(): Promise<void>;
  /** Anchors what is there, then nothing more. */
  close(): Promise<void>;
}

export function openAnchoring(deps: AnchoringDeps): Anchoring {
  const { checkpoints, series, signer, readNodes, logger } = deps;
  const guard = createHistoryGuard(logger);
  const archive = series === undefined ? undefined : createAnchorArchive({ series, log: signer.verifier });
  const witness = deps.witness && createWitness({ client: deps.witness, signer, readNodes });
  const readCosigned = async (): Promise<KnownState | undefined> => {
    const kept = await checkpoints.readCosigned();
    return kept && openCheckpoint({ note: kept.note, verifiers: [signer.verifier], origin: signer.name });
  };
  if (archive === undefined) logger.warn('AUDIT_ANCHOR_STORE is not set: checkpoints are not anchored');
  if (witness === undefined) logger.warn('WITNESS_URL is not set: checkpoints are not cosigned');
  return {
    guard,
    examine: createHeadExamination({ archive, witness, readCosigned, signer, readNodes, logger }),
    remembered: async () => {
      const cosigned = await readCosigned();
      const anchor = await archive?.newest(cosigned?.size);
      return [
        ...(anchor === undefined ? [] : [{ ...anchor, whose: 'an anchor' }]),
        ...(cosigned === undefined ? [] : [{ ...cosigned, whose: 'a cosigned checkpoint' }]),
      ];
    },
    follow: async (unguarded) => {
      const sequencer = guardSequencer(unguarded, guard);
      const published = createPublishedCheckpoint({ newest: () => sequencer.checkpoint(), clock: deps.clock });
      const task = createAnchorTask({
        ...{ log: sequencer, readHead: () => checkpoints.readHead(), readNodes, archive, witness, guard },
        ...{ clock: deps.clock, logger, metrics: deps.metrics },
        onCosigned: async (checkpoint) => {
          const atMs = deps.clock.now();
          await checkpoints.keepCosigned(checkpoint, atMs);
          published.cosigned(checkpoint, atMs);
        },
      });
      await showKept(checkpoints, published);
      measure(deps, task, published, guard);
      return keepAnchoring({ deps, sequencer, task, published });
    },
  };
}

/** A tick each second; the next one waits for the one before. */
function keepAnchoring(parts: {
  readonly deps: AnchoringDeps;
  readonly sequencer: Sequencer;
  readonly task: AnchorTask;
  readonly published: PublishedCheckpoint;
}): Anchored {
  const { deps, sequencer, task, published } = parts;
  const tick = async (): Promise<void> => {
    try {
      // Only the writer asks the witness; the others learn from the database what it got.
      if (!sequencer.isWriter()) await showKept(deps.checkpoints, published);
      await task.tick();
    } catch (error) {
      deps.logger.warn({ err: error }, 'the log could not be anchored; trying again');
    }
  };
  const rounds = createRounds(async () => {
    await tick();
    return TICK_MS;
  });
  rounds.start();
  return {
    sequencer,
    publishedCheckpoint: () => {
      // Refused with the rest, also when only a cosigned checkpoint is left to show.
      sequencer.checkpoint();
      return published.current();
    },
    tick,
    close: async () => {
      await rounds.close();
      await task.finish().catch((error: unknown) => {
        deps.logger.warn({ err: error }, 'the last checkpoint was not anchored');
      });
    },
  };
}

async function showKept(checkpoints: CheckpointStore, published: PublishedCheckpoint): Promise<void> {
  const kept = await checkpoints.readCosigned();
  if (kept !== undefined) published.cosigned(kept, kept.atMs);
}

function measure(deps: AnchoringDeps, task: AnchorTask, published: PublishedCheckpoint, guard: HistoryGuard): void {
  const { clock, metrics } = deps;
  const age = (atMs: number | undefined): number | undefined =>
    atMs === undefined ? undefined : (clock.now() - atMs) / 1_000;
  metrics.gauge('lifeready_audit_anchor_age_seconds', 'Since the whole log was anchored.', () =>
    age(task.anchoredAtMs()),
  );
  metrics.gauge('lifeready_audit_anchored_entries', 'Entries under the newest anchor.', () => task.anchoredSize());
  metrics.gauge('lifeready_audit_witness_age_seconds', 'Since the witness cosigned.', () =>
    age(published.cosignedAtMs()),
  );
  metrics.gauge('lifeready_audit_history_conflict', '1 once the log contradicts what was signed before.', () =>
    guard.isRefused() ? 1 : 0,
  );
}
