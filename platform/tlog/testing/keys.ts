import { randomBytes } from 'node:crypto';
import { createCosigner, createNoteSigner } from '../note-signer.ts';
import { TlogError } from '../tlog-error.ts';
import type { NoteSigner } from '../note-signer.ts';

/** A signer with a fresh random key. */
export function freshSigner(name: string): NoteSigner {
  return createNoteSigner({ name, seed: randomBytes(32) });
}

/** A witness with a fresh random key and a clock that stands still. */
export function freshWitness(name: string, nowSeconds = 1_790_000_000): NoteSigner {
  return createCosigner({ name, seed: randomBytes(32) }).at(nowSeconds);
}

/** The reason `run` refuses with, or `accepted`; any other error passes through. */
export function refusal(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (error instanceof TlogError) return error.reason;
    throw error;
  }
}
