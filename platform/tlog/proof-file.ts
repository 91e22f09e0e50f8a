import { openCheckpoint } from './checkpoint.ts';
import { isHash, leafHash } from './hashing.ts';
import { verifyInclusion } from './inclusion.ts';
import { MAX_NOTE_BYTES, parseNote } from './note.ts';
import { isTreeNumber } from './tree-size.ts';
import { decodeBase64, decodeDecimal } from './wire-format.ts';
import { TlogError } from './tlog-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { NoteVerifier } from './verifier-key.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^64 leaves has a path of 64 hashes. */
const MAX_PROOF_HASHES = 64;
/** Room for the lines above the checkpoint: 64 hashes and 64 KiB of extra data, in base64. */
const MAX_PROOF_FILE_BYTES = MAX_NOTE_BYTES + 98_304;

/** A proof that proves itself, as in a `.tlog-proof` file (C2SP tlog-proof). Nothing in it is verified yet. */
export interface ProofFile {
  /** Index of the leaf, counted from 0. */
  readonly index: number;
  /** Data for the application. No signature covers it. */
  readonly extra?: Uint8Array;
  /** Inclusion proof from the leaf's sibling up to the child of the root. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: Uint8Array;
}

/** Checkpoints that were found to be notes: one goes into the proofs of a whole batch. */
const knownNotes = new WeakSet<Uint8Array>();

/**
 * Writes a proof file.
 * @param file.proof and `file.checkpoint`: not changed by anybody afterwards
 * @throws TlogError malformed_proof_file; malformed_note when the checkpoint is not a note
 */
export function formatProofFile(file: ProofFile): Buffer {
  if (!isTreeNumber(file.index)) throw malformed('the index must be an integer from 0 to 2^53 - 1');
  if (file.proof.length > MAX_PROOF_HASHES || !file.proof.every(isHash))
    throw malformed('a proof has at most 64 hashes of 32 bytes');
  if (file.extra?.length === 0) throw malformed('extra data that is empty is left out');
  if (!knownNotes.has(file.checkpoint)) parseNote(file.checkpoint);
  knownNotes.add(file.checkpoint);
  const lines = [
    HEADER,
    ...(file.extra === undefined ? [] : [`extra ${base64(file.extra)}`]),
    `index ${file.index}`,
    ...file.proof.map(writtenHash),
  ];
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), file.checkpoint]);
  if (bytes.length > MAX_PROOF_FILE_BYTES) throw malformed('too large');
  return bytes;
}

/**
 * Reads a proof file without verifying it.
 * @throws TlogError malformed_proof_file
 */
export function parseProofFile(bytes: Uint8Array): {
  index: number;
  extra?: Buffer;
  proof: Buffer[];
  checkpoint: Buffer;
} {
  if (bytes.length > MAX_PROOF_FILE_BYTES) throw malformed('too large');
  const file = Buffer.from(bytes);
  // The lines above the checkpoint are never empty, so the first empty line separates.
  const end = file.indexOf('\n\n');
  if (end < 0) throw malformed('no empty line before the checkpoint');
  // As latin1, so that a byte outside ASCII stays one that no rule below accepts.
  const [header, ...lines] = file.toString('latin1', 0, end).split('\n');
  if (header !== HEADER) throw malformed(`the first line is not ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()?.slice('extra '.length) ?? '') : null;
  if (extra === undefined || extra?.length === 0) throw malformed('the extra data is not base64, or empty');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? decodeDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) throw malformed('no index line with a plain decimal');
  const checkpoint = file.subarray(end + 2);
  return { index, ...(extra === null ? {} : { extra }), proof: parseHashes(lines), checkpoint };
}

function parseHashes(lines: readonly string[]): Buffer[] {
  if (lines.length > MAX_PROOF_HASHES) throw malformed('more than 64 hashes');
  return lines.map((line) => {
    const hash = decodeBase64(line);
    if (hash === undefined || !isHash(hash)) throw malformed('a proof line is not the base64 of 32 bytes');
    return hash;
  });
}

/**
 * Verifies that `leaf` is in the log: format, signatures, origin, log key, path.
 * @param options.file bytes of the proof file
 * @param options.leaf the entry exactly as it was logged
 * @param options.verifiers trusted keys; one of type 0x01 must be named like the origin
 * @param options.origin the log that is expected
 * @returns index of the leaf, and size and root of the checkpoint, for the caller to remember
 * @throws TlogError inclusion_not_proven; and what `parseProofFile` and `openCheckpoint` throw
 */
export function verifyProofFile(options: {
  file: Uint8Array;
  leaf: Uint8Array;
  verifiers: readonly NoteVerifier[];
  origin: string;
}): { index: number; size: number; root: Buffer } {
  const { verifiers, origin } = options;
  return verifyProofWith(options, (note) => openCheckpoint({ note, verifiers, origin }));
}

/** As `verifyProofFile`, with the caller's own rule for which signed checkpoint to believe. */
export function verifyProofWith(
  given: { file: Uint8Array; leaf: Uint8Array },
  believe: (note: Uint8Array) => Checkpoint,
): { index: number; size: number; root: Buffer } {
  const { index, proof, checkpoint } = parseProofFile(given.file);
  const { size, root } = believe(checkpoint);
  if (!verifyInclusion({ index, size, leafHash: leafHash(given.leaf), proof, root })) {
    throw new TlogError('inclusion_not_proven', `leaf ${index} in the tree of ${size}`);
  }
  return { index, size, root };
}

/** Hashes as they were written: the proofs of a batch have most of theirs in common. */
const writtenHashes = new WeakMap<Uint8Array, string>();

function writtenHash(hash: Uint8Array): string {
  const known = writtenHashes.get(hash);
  if (known !== undefined) return known;
  const written = base64(hash);
  writtenHashes.set(hash, written);
  return written;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function malformed(detail: string): TlogError {
  return new TlogError('malformed_proof_file', detail);
}
