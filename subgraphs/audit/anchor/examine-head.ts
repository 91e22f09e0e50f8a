import { openLog } from '../log/signed-head.ts';
import { ahead, HistoryConflict, requireSameHistory } from './same-history.ts';
import type { Logger } from '#platform/logging';
import type { NoteSigner, ReadNodes } from '#platform/tlog';
import type { LogHead } from '../log/types.ts';
import type { AnchorArchive } from './anchor-archive.ts';
import type { KnownState } from './same-history.ts';
import type { Witness } from './witness.ts';

/** The log is not kept from starting by a witness that is slow or away. */
const WITNESS_TIMEOUT_MS = 2_000;

export interface ExaminationDeps {
  readonly archive: AnchorArchive | undefined;
  readonly witness: Witness | undefined;
  /** The newest cosigned checkpoint that this database remembers. */
  readonly readCosigned: () => Promise<KnownState | undefined>;
  readonly signer: NoteSigner;
  readonly readNodes: ReadNodes;
  readonly logger: Logger;
}

/**
 * Holds a head that was just taken over against the newest anchor, the cosigned checkpoint and the witness, in this order, before it
 * is signed: after a backup was put back, each new entry would take the place of one that somebody holds a proof of.
 *
 * Without the archive nobody can know, so a failure of it is thrown as it comes. A witness that does not answer is asked again as
 * soon as the log runs; until then the archive alone stands for the outside.
 * @throws HistoryConflict; AppError SERVICE_UNAVAILABLE when the archive does not answer
 */
export function createHeadExamination(deps: ExaminationDeps): (head: LogHead) => Promise<void> {
  const { archive, witness, readCosigned, signer, readNodes, logger } = deps;
  return async (head) => {
    const cosigned = await readCosigned();
    const anchor = await archive?.newest(cosigned?.size).catch((error: unknown) => {
      logger.error({ err: error }, 'the anchors cannot be read; nothing is signed before they can');
      throw error;
    });
    if (anchor !== undefined) await requireSameHistory(head, anchor, 'an anchor', readNodes);
    if (cosigned !== undefined) await requireSameHistory(head, cosigned, 'a cosigned checkpoint', readNodes);
    if (witness === undefined) return;
    try {
      const recorded = await witness.recordedSize(WITNESS_TIMEOUT_MS);
      if (recorded > head.size) throw ahead('the witness', recorded, head.size);
      // Only the witness knows the root that it has cosigned; whether this log has the same is for it to say.
      if (recorded > 0) await witness.cosign(openLog(head).sign(signer), WITNESS_TIMEOUT_MS);
    } catch (error) {
      if (error instanceof HistoryConflict) throw error;
      logger.warn({ err: error }, 'the witness does not answer; the log is held against it later');
    }
  };
}
