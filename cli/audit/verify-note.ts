import { TlogError, leafHash, parseProofFile, verifyInclusion } from '#platform/tlog';
import type { Checkpoint, Policy } from '#platform/tlog';
import { noTrustedLog, readCheckpoint } from './trusted-notes.ts';
import type { Reading } from './trusted-notes.ts';
import type { Verdict } from './report.ts';

/** What a checkpoint or a proof turned out to be worth. */
export interface NoteReport {
  readonly verdict: Verdict;
  readonly type: 'checkpoint' | 'proof';
  /** What the checkpoint says; null when it cannot be read. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string } | null;
  /** Index of the entry that is proven; null for a checkpoint. */
  readonly index: number | null;
  /** What is wrong, or missing for trust. May quote the file, so it is not trusted text. */
  readonly findings: readonly string[];
}

/**
 * Verifies a signed checkpoint: a log of the policy signed it, and as many witnesses as the policy asks for cosigned it.
 * @param options.since an older or equally old checkpoint; sizes that differ need the tiles between them, see `fsck`
 * @throws TlogError when the older checkpoint is none
 */
export function verifyCheckpoint(options: {
  readonly note: Buffer;
  readonly policy: Policy | null;
  readonly since?: Buffer | undefined;
}): NoteReport {
  const reading = attempt(() => readCheckpoint(options.note, options.policy));
  if (typeof reading === 'string') return failed('checkpoint', null, [reading]);
  const problem =
    options.since === undefined
      ? undefined
      : contradiction(reading.value, readCheckpoint(options.since, options.policy).value);
  return problem === undefined ? believed('checkpoint', reading, null) : failed('checkpoint', reading.value, [problem]);
}

/**
 * Verifies a `tlog-proof@v1` file: the entry is in the log of its checkpoint, which is believed under the policy.
 * @param options.leaf the entry to the byte; a line feed that an editor put at its end does no harm
 */
export function verifyProof(options: {
  readonly file: Buffer;
  readonly leaf: Buffer;
  readonly policy: Policy | null;
}): NoteReport {
  const parsed = attempt(() => {
    const file = parseProofFile(options.file);
    return { ...file, reading: readCheckpoint(file.checkpoint, options.policy) };
  });
  if (typeof parsed === 'string') return failed('proof', null, [parsed]);
  const { index, proof, reading } = parsed;
  const { size, root } = reading.value;
  const leaves = [options.leaf, ...(options.leaf.at(-1) === 0x0a ? [options.leaf.subarray(0, -1)] : [])];
  const isIn = leaves.some((leaf) => verifyInclusion({ index, size, leafHash: leafHash(leaf), proof, root }));
  return isIn
    ? believed('proof', reading, index)
    : failed('proof', reading.value, [`this is not entry ${String(index)} of the log of the checkpoint`]);
}

/** What two checkpoints say against each other without a look at the log. */
function contradiction(newer: Checkpoint, older: Checkpoint): string | undefined {
  if (newer.origin !== older.origin) return `the older checkpoint is of another log, ${older.origin}`;
  if (newer.size < older.size)
    return `the log has been cut: it had ${String(older.size)} entries and has ${String(newer.size)}`;
  if (newer.size === older.size && !newer.root.equals(older.root))
    return `two histories: both checkpoints have ${String(newer.size)} entries, and different roots`;
  return undefined;
}

function believed(type: NoteReport['type'], { value, trusted }: Reading<Checkpoint>, index: number | null): NoteReport {
  return {
    verdict: trusted ? 'verified' : 'untrusted',
    type,
    log: logOf(value),
    index,
    findings: trusted ? [] : [noTrustedLog],
  };
}

function failed(type: NoteReport['type'], checkpoint: Checkpoint | null, findings: readonly string[]): NoteReport {
  return { verdict: 'failed', type, log: checkpoint === null ? null : logOf(checkpoint), index: null, findings };
}

function logOf({ origin, size, root }: Checkpoint): NoteReport['log'] {
  return { origin, size, root: root.toString('base64') };
}

/** The result, or the refusal of a tlog function as a finding. */
function attempt<Result>(read: () => Result): Result | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof TlogError) return error.message;
    throw error;
  }
}
