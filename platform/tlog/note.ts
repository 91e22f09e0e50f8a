import { decodeBase64, decodePlainText, isPlainText } from './wire-format.ts';
import { isKeyId, isKeyName } from './verifier-key.ts';
import { TlogError } from './tlog-error.ts';
import type { NoteSigner } from './note-signer.ts';
import type { NoteVerifier } from './verifier-key.ts';

/** Largest note that is read or written, in bytes. */
export const MAX_NOTE_BYTES = 1_048_576;
/** Most signatures on one note; the specification asks for at least 16. */
export const MAX_NOTE_SIGNATURES = 64;

const SIGNATURE_LINE_START = '— ';
const KEY_ID_BYTES = 4;

export interface NoteSignature {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  /** What follows the key id. */
  readonly signature: Buffer;
}

/** A note as read, its signatures unverified: do not act on `text`, use `openNote`. */
export interface Note {
  /** Ends in LF. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * Reads a signed note (C2SP signed-note) without verifying anything.
 * @throws TlogError malformed_note; note_too_large; too_many_signatures
 */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_NOTE_BYTES) throw new TlogError('note_too_large', `more than ${MAX_NOTE_BYTES} bytes`);
  const note = decodePlainText(bytes);
  if (note === undefined) throw new TlogError('malformed_note', 'not UTF-8, or has control characters');
  // The text may hold empty lines of its own; the last one separates.
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || end + 2 === note.length) {
    throw new TlogError('malformed_note', 'expected text, an empty line and signature lines');
  }
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_NOTE_SIGNATURES)
    throw new TlogError('too_many_signatures', `more than ${MAX_NOTE_SIGNATURES}`);
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignatureLine) };
}

function parseSignatureLine(line: string): NoteSignature {
  const [name = '', base64 = '', ...rest] = line.slice(SIGNATURE_LINE_START.length).split(' ');
  const bytes = decodeBase64(base64);
  const wellFormed = line.startsWith(SIGNATURE_LINE_START) && isKeyName(name) && rest.length === 0;
  if (!wellFormed || bytes === undefined || bytes.length <= KEY_ID_BYTES) {
    throw new TlogError('malformed_note', 'a signature line is not: em dash, key name, base64');
  }
  return { name, keyId: bytes.toString('hex', 0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/**
 * Writes a note, for instance one read before with a signature added.
 * @throws TlogError malformed_note; note_too_large; too_many_signatures
 */
export function serialiseNote(note: Note): Buffer {
  const { text, signatures } = note;
  if (!text.endsWith('\n') || !isPlainText(text)) {
    throw new TlogError('malformed_note', 'the text must end in LF and have no other control characters');
  }
  if (signatures.length === 0) throw new TlogError('malformed_note', 'a note has at least one signature');
  if (signatures.length > MAX_NOTE_SIGNATURES)
    throw new TlogError('too_many_signatures', `more than ${MAX_NOTE_SIGNATURES}`);
  const bytes = Buffer.from(`${text}\n${signatures.map(signatureLine).join('')}`);
  if (bytes.length > MAX_NOTE_BYTES) throw new TlogError('note_too_large', `more than ${MAX_NOTE_BYTES} bytes`);
  return bytes;
}

function signatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name) || !isKeyId(keyId) || signature.length === 0) {
    throw new TlogError('malformed_note', 'a signature needs a key name, a key id and bytes');
  }
  return `${SIGNATURE_LINE_START}${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')}\n`;
}

/**
 * Signs `text` with one or more keys.
 * @param text ends in LF
 * @throws TlogError malformed_note; note_too_large; too_many_signatures
 */
export function signNote(text: string, ...signers: readonly NoteSigner[]): Buffer {
  const bytes = Buffer.from(text);
  return serialiseNote({
    text,
    signatures: signers.map((signer) => ({ name: signer.name, keyId: signer.keyId, signature: signer.sign(bytes) })),
  });
}

export interface OpenedNote {
  readonly text: string;
  /** Names of the keys that signed, each once, in the order of their lines. */
  readonly signedBy: string[];
  /** The keys themselves, for callers to whom the type of signature matters. */
  readonly verifiedBy: NoteVerifier[];
}

/**
 * Reads a note and verifies it. Signatures by unknown `(name, keyId)` pairs are ignored; one failing signature by a known
 * pair condemns the whole note, since it shows that something on the way changed it.
 * @throws TlogError invalid_signature; no_known_signature; ambiguous_key when two different trusted keys share name and id;
 *   and what `parseNote` throws
 */
export function openNote(bytes: Uint8Array, verifiers: readonly NoteVerifier[]): OpenedNote {
  const known = verifiersByIdentity(verifiers);
  const { text, signatures } = parseNote(bytes);
  const textBytes = Buffer.from(text);
  const verifiedBy = new Set<NoteVerifier>();
  for (const { name, keyId, signature } of signatures) {
    const verifier = known.get(`${name}+${keyId}`);
    if (verifier === undefined) continue;
    if (!verifier.verify(textBytes, signature)) throw new TlogError('invalid_signature', `${name}+${keyId}`);
    verifiedBy.add(verifier);
  }
  if (verifiedBy.size === 0) throw new TlogError('no_known_signature', 'no signature by a trusted key');
  return { text, signedBy: [...new Set([...verifiedBy].map(({ name }) => name))], verifiedBy: [...verifiedBy] };
}

function verifiersByIdentity(verifiers: readonly NoteVerifier[]): Map<string, NoteVerifier> {
  const known = new Map<string, NoteVerifier>();
  for (const verifier of verifiers) {
    const identity = `${verifier.name}+${verifier.keyId}`;
    const other = known.get(identity);
    if (other !== undefined && other.vkey !== verifier.vkey) throw new TlogError('ambiguous_key', identity);
    known.set(identity, other ?? verifier);
  }
  return known;
}
