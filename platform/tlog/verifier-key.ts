import { ED25519_KEY_BYTES, verifyEd25519 } from './ed25519.ts';
import { verifyCosignature } from './cosignature.ts';
import { sha256 } from './hashing.ts';
import { decodeBase64, isPlainText } from './wire-format.ts';
import { TlogError } from './tlog-error.ts';

/** Signature types of the C2SP registry that are supported: a plain Ed25519 note, and a witness's timestamped cosignature. */
export const SIGNATURE_TYPES = { note: 0x01, cosignature: 0x04 } as const;
export type SignatureType = keyof typeof SIGNATURE_TYPES;

/** The public half of a named key. `(name, keyId)` identifies it in a note. */
export interface NoteVerifier {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  readonly type: SignatureType;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** The key in its portable text form, `name+keyId+base64(type ‖ publicKey)`. */
  readonly vkey: string;
  /** Whether `signature` (without the key id) is this key's over the bytes of a note's text. */
  readonly verify: (text: Uint8Array, signature: Uint8Array) => boolean;
}

const typesByByte = new Map<number, SignatureType>([
  [SIGNATURE_TYPES.note, 'note'],
  [SIGNATURE_TYPES.cosignature, 'cosignature'],
]);

const KEY_NAME = /^[^\p{White_Space}+]+$/u;
const KEY_ID = /^[0-9a-f]{8}$/;
const MAX_KEY_NAME_LENGTH = 255;

/** Whether `name` may name a key: not empty, no Unicode space, no plus sign, no control character, at most 255 UTF-16 units. */
export function isKeyName(name: string): boolean {
  return name.length <= MAX_KEY_NAME_LENGTH && KEY_NAME.test(name) && isPlainText(name);
}

export function isKeyId(keyId: string): boolean {
  return KEY_ID.test(keyId);
}

/**
 * Builds a verifier and its vkey text from the parts.
 * @param publicKey raw Ed25519 key, 32 bytes
 * @throws TlogError malformed_key_name; malformed_verifier_key
 */
export function createNoteVerifier(parts: { name: string; type: SignatureType; publicKey: Uint8Array }): NoteVerifier {
  const { name, type } = parts;
  if (!isKeyName(name)) throw new TlogError('malformed_key_name', 'a key name has no spaces and no plus sign');
  if (parts.publicKey.length !== ED25519_KEY_BYTES)
    throw new TlogError('malformed_verifier_key', 'an Ed25519 key has 32 bytes');
  const publicKey = Buffer.from(parts.publicKey);
  const typedKey = Buffer.concat([Buffer.of(SIGNATURE_TYPES[type]), publicKey]);
  const keyId = sha256(Buffer.concat([Buffer.from(`${name}\n`), typedKey])).toString('hex', 0, 4);
  const check = type === 'note' ? verifyEd25519 : verifyCosignature;
  return {
    name,
    keyId,
    type,
    publicKey,
    vkey: `${name}+${keyId}+${typedKey.toString('base64')}`,
    verify: (text, signature) => check(publicKey, text, signature),
  };
}

/**
 * Reads a C2SP verifier key.
 * @throws TlogError malformed_verifier_key, also when the key id does not belong to the key; unsupported_key_type
 */
export function parseVerifierKey(vkey: string): NoteVerifier {
  // The base64 part may hold plus signs itself, so only the first two separate.
  const [name = '', keyId = '', ...base64Parts] = vkey.split('+');
  const typedKey = decodeBase64(base64Parts.join('+'));
  if (typedKey === undefined || typedKey.length === 0 || !isKeyName(name) || !isKeyId(keyId)) {
    throw new TlogError('malformed_verifier_key', 'expected name+keyid+base64');
  }
  const type = typesByByte.get(typedKey.readUInt8());
  if (type === undefined) throw new TlogError('unsupported_key_type', `signature type ${typedKey.readUInt8()}`);
  const verifier = createNoteVerifier({ name, type, publicKey: typedKey.subarray(1) });
  if (verifier.keyId !== keyId) throw new TlogError('malformed_verifier_key', 'the key id does not belong to the key');
  return verifier;
}
