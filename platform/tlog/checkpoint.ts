import { EMPTY_ROOT, isHash, sameHash } from './hashing.ts';
import { openNote } from './note.ts';
import { isTreeNumber } from './tree-size.ts';
import { isKeyName } from './verifier-key.ts';
import { decodeBase64, decodeDecimal, isPlainText } from './wire-format.ts';
import { TlogError } from './tlog-error.ts';
import type { NoteVerifier } from './verifier-key.ts';

/** The state of a log: which log, how many leaves, which root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
}

/**
 * The body of a checkpoint (C2SP tlog-checkpoint), to be signed as a note: origin, decimal size, base64 root, each ended by LF.
 * @throws TlogError malformed_checkpoint
 */
export function formatCheckpoint(checkpoint: { origin: string; size: number; root: Uint8Array }): string {
  const { origin, size } = checkpoint;
  const root = Buffer.from(checkpoint.root);
  if (!isKeyName(origin)) throw new TlogError('malformed_checkpoint', 'the origin must be fit to be a key name');
  if (!isTreeNumber(size))
    throw new TlogError('malformed_checkpoint', 'the size must be an integer from 0 to 2^53 - 1');
  requireRootOfSize(root, size);
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/**
 * Reads the body of a checkpoint. Stricter than the specification: extension lines are refused, because nobody can audit them
 * and this project's log writes none.
 * @throws TlogError malformed_checkpoint
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n');
  // After the LF of the third line there is one last, empty part.
  const threeLines = rest.length === 1 && rest[0] === '';
  if (!threeLines || origin === '' || !isPlainText(text)) {
    throw new TlogError('malformed_checkpoint', 'expected origin, size and root, each ended by LF');
  }
  const size = decodeDecimal(sizeText);
  const root = decodeBase64(rootText);
  if (size === undefined) throw new TlogError('malformed_checkpoint', 'the size is not a plain decimal');
  if (root === undefined) throw new TlogError('malformed_checkpoint', 'the root is not base64');
  requireRootOfSize(root, size);
  return { origin, size, root };
}

function requireRootOfSize(root: Buffer, size: number): void {
  if (!isHash(root)) throw new TlogError('malformed_checkpoint', 'the root must have 32 bytes');
  if (size === 0 && !sameHash(root, EMPTY_ROOT))
    throw new TlogError('malformed_checkpoint', 'no leaves, yet not the empty root');
}

/**
 * Reads and verifies a signed checkpoint of one log.
 *
 * A valid signature by just any trusted key is not enough: the key must be a log key (type 0x01) whose name is the origin,
 * else a witness or an exporter could speak for the log.
 * @param options.note the signed note
 * @param options.verifiers trusted keys
 * @param options.origin the log that is expected
 * @throws TlogError wrong_origin; log_signature_missing; malformed_checkpoint; and what `openNote` throws
 */
export function openCheckpoint(options: {
  note: Uint8Array;
  verifiers: readonly NoteVerifier[];
  origin: string;
}): Checkpoint {
  const { text, verifiedBy } = openNote(options.note, options.verifiers);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== options.origin) throw new TlogError('wrong_origin', `expected ${options.origin}`);
  if (!verifiedBy.some((key) => key.type === 'note' && key.name === options.origin)) {
    throw new TlogError('log_signature_missing', 'signed by trusted keys, but not by the log itself');
  }
  return checkpoint;
}
