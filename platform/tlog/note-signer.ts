import { cosign } from './cosignature.ts';
import { ed25519FromSeed } from './ed25519.ts';
import { createNoteVerifier } from './verifier-key.ts';
import type { NoteVerifier } from './verifier-key.ts';

/** A named key that can sign notes. Holds the private key inside a key object; nothing of it can be read back. */
export interface NoteSigner {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  /** The public key for others to trust. */
  readonly vkey: string;
  readonly verifier: NoteVerifier;
  /** Signature over the bytes of a note's text, without the key id. */
  readonly sign: (text: Uint8Array) => Buffer;
}

/**
 * Signer of type 0x01. Ed25519 is deterministic: the same text always gives the same note.
 * @param options.name key name; for a log it equals the origin of its checkpoints
 * @param options.seed 32 random bytes
 * @throws TlogError malformed_key_name; malformed_seed
 */
export function createNoteSigner(options: { name: string; seed: Uint8Array }): NoteSigner {
  const key = ed25519FromSeed(options.seed);
  return asSigner(createNoteVerifier({ name: options.name, type: 'note', publicKey: key.publicKey }), key.sign);
}

/** A witness's key. What it signs carries a time, so a time makes it a signer. */
export interface Cosigner extends Omit<NoteSigner, 'sign'> {
  /** @param timeSeconds POSIX seconds at which the checkpoint is stated to be the newest one seen */
  readonly at: (timeSeconds: number) => NoteSigner;
}

/**
 * Cosigner of type 0x04, for a witness. It must check consistency and persist the new size before it signs.
 * @throws TlogError malformed_key_name; malformed_seed
 */
export function createCosigner(options: { name: string; seed: Uint8Array }): Cosigner {
  const key = ed25519FromSeed(options.seed);
  const verifier = createNoteVerifier({ name: options.name, type: 'cosignature', publicKey: key.publicKey });
  const at = (timeSeconds: number): NoteSigner => asSigner(verifier, (text) => cosign(key, text, timeSeconds));
  return { name: verifier.name, keyId: verifier.keyId, vkey: verifier.vkey, verifier, at };
}

function asSigner(verifier: NoteVerifier, sign: NoteSigner['sign']): NoteSigner {
  return { name: verifier.name, keyId: verifier.keyId, vkey: verifier.vkey, verifier, sign };
}
