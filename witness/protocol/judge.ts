import { verifyConsistency } from '#platform/tlog';

/** The newest checkpoint of a log that was cosigned; size 0 and the empty root before the first. */
export interface RecordedCheckpoint {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
}

export type Verdict =
  /** It only adds to what was cosigned: record it, then cosign. */
  | 'consistent'
  /** The old size is above that of the checkpoint. */
  | 'sizes_out_of_order'
  /** The client believes in another newest checkpoint than was recorded. */
  | 'other_size_recorded'
  /** It does not add to what was cosigned, or the proof does not say so. */
  | 'inconsistent';

/**
 * The decision of C2SP tlog-witness about a checkpoint that the log itself has signed. The order matters: a client that is
 * merely behind learns the recorded size before its proof is looked at.
 */
export function judge(
  recorded: RecordedCheckpoint,
  request: { readonly oldSize: number; readonly proof: readonly Uint8Array[] },
  stated: RecordedCheckpoint,
): Verdict {
  const { oldSize, proof } = request;
  if (oldSize > stated.size) return 'sizes_out_of_order';
  if (oldSize !== recorded.size) return 'other_size_recorded';
  const claim = { oldSize, newSize: stated.size, oldRoot: recorded.root, newRoot: stated.root, proof };
  return verifyConsistency(claim) ? 'consistent' : 'inconsistent';
}
