import { ED25519_SIGNATURE_BYTES, verifyEd25519 } from './ed25519.ts';
import { requireTreeNumber } from './tree-size.ts';
import type { Ed25519Key } from './ed25519.ts';

// A witness's timestamped statement over a checkpoint (C2SP tlog-cosignature, type 0x04):
// signature = 8-byte big-endian POSIX seconds ‖ Ed25519 over a header, the time and the checkpoint body.

const TIME_BYTES = 8;
const MAX_TIME_SECONDS = 2n ** 63n - 1n;

function cosignedMessage(timeSeconds: bigint, text: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`cosignature/v1\ntime ${timeSeconds.toString()}\n`), text]);
}

/** Whether `signature` (time ‖ Ed25519, 72 bytes) is this witness's over the checkpoint body `text`. */
export function verifyCosignature(publicKey: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== TIME_BYTES + ED25519_SIGNATURE_BYTES) return false;
  const timeSeconds = Buffer.from(signature).readBigUInt64BE();
  if (timeSeconds > MAX_TIME_SECONDS) return false;
  return verifyEd25519(publicKey, cosignedMessage(timeSeconds, text), signature.subarray(TIME_BYTES));
}

/**
 * Cosigns a checkpoint body.
 * @param timeSeconds POSIX seconds
 * @throws TlogError number_out_of_range
 */
export function cosign(key: Ed25519Key, text: Uint8Array, timeSeconds: number): Buffer {
  requireTreeNumber(timeSeconds, 'time in seconds');
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  return Buffer.concat([time, key.sign(cosignedMessage(BigInt(timeSeconds), text))]);
}
