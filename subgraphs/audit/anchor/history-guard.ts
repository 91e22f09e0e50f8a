import { AppError } from '#platform/errors';
import type { Logger } from '#platform/logging';
import type { Sequencer } from '../log/sequencer.ts';
import type { HistoryConflict } from './same-history.ts';

/** Whether the log may go on. It starts with yes and never goes back from no; only a new process asks again. */
export interface HistoryGuard {
  refuse(conflict: HistoryConflict): void;
  /** @throws AppError AUDIT_UNAVAILABLE after a conflict was found */
  require(): void;
  isRefused(): boolean;
}

export function createHistoryGuard(logger: Logger): HistoryGuard {
  let conflict: HistoryConflict | undefined;
  return {
    refuse: (found) => {
      conflict ??= found;
      logger.fatal({ err: found }, 'the log contradicts what was signed before; nothing is signed any more');
    },
    require: () => {
      if (conflict !== undefined) throw new AppError('AUDIT_UNAVAILABLE', { cause: conflict });
    },
    isRefused: () => conflict !== undefined,
  };
}

/** A sequencer that gives nothing out and takes nothing in after a conflict, and is not ready. */
export function guardSequencer(sequencer: Sequencer, guard: HistoryGuard): Sequencer {
  return {
    ...sequencer,
    append: async (submission) => {
      guard.require();
      return sequencer.append(submission);
    },
    appendEach: async (submission) => {
      guard.require();
      return sequencer.appendEach(submission);
    },
    checkpoint: () => {
      guard.require();
      return sequencer.checkpoint();
    },
    check: async () => {
      guard.require();
      await sequencer.check();
    },
  };
}
