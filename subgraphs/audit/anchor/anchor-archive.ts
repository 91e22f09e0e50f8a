import { TlogError, openCheckpoint } from '#platform/tlog';
import { HistoryConflict } from './same-history.ts';
import type { WriteOnceSeries } from '#platform/object-store';
import type { Checkpoint, NoteVerifier } from '#platform/tlog';
import type { SignedCheckpoint } from '../log/signed-head.ts';
import type { KnownState } from './same-history.ts';

/** Name of the series in the archive; the number of each anchor is its size. */
export const ANCHOR_SERIES = 'anchor';

/** Checkpoints of the log where the administrator of its database cannot write. */
export interface AnchorArchive {
  /**
   * Anchors a checkpoint; one that is there already stays as it is.
   * @throws HistoryConflict when the one of this size has another root; AppError SERVICE_UNAVAILABLE
   */
  anchor(checkpoint: SignedCheckpoint): Promise<void>;
  /**
   * @param near size that is believed to be close below it; changes the cost alone
   * @throws HistoryConflict when the newest one is no checkpoint of this log; AppError SERVICE_UNAVAILABLE
   */
  newest(near?: number): Promise<KnownState | undefined>;
}

/** @param log the key that every anchor must be signed with */
export function createAnchorArchive({ series, log }: { series: WriteOnceSeries; log: NoteVerifier }): AnchorArchive {
  const read = async (size: number): Promise<KnownState | undefined> => {
    const note = await series.read(size);
    return note === undefined ? undefined : openAnchor(note, size, log);
  };
  return {
    anchor: async ({ size, root, note }) => {
      if (await series.put(size, note)) return;
      const known = await read(size);
      if (known?.root.equals(root) !== true)
        throw new HistoryConflict(`an anchor knows another history of the same size, ${String(size)}`);
    },
    newest: async (near) => {
      const size = await series.newest(near);
      return size === undefined ? undefined : read(size);
    },
  };
}

function openAnchor(note: Buffer, size: number, log: NoteVerifier): KnownState {
  let anchored: Checkpoint;
  try {
    anchored = openCheckpoint({ note, verifiers: [log], origin: log.name });
  } catch (error) {
    // What stands there cannot be told apart from an anchor that was tampered with.
    if (error instanceof TlogError)
      throw new HistoryConflict(`the anchor of size ${String(size)} is no checkpoint of this log: ${error.message}`);
    throw error;
  }
  if (anchored.size !== size)
    throw new HistoryConflict(`the anchor of size ${String(size)} states size ${String(anchored.size)}`);
  return anchored;
}
