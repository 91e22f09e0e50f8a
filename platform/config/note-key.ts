import { z } from 'zod';
import { readJsonFile } from './json-file.ts';

const SEED_BYTES = 32;

const noteKeySchema = z.strictObject({
  name: z.string(),
  seed: z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((seed) => seed.length === SEED_BYTES, `must be ${String(SEED_BYTES)} bytes`),
});

/** A named Ed25519 key that signs notes: what a signer or a cosigner of `#platform/tlog` is made from. */
export type NoteKey = z.output<typeof noteKeySchema>;

/**
 * Reads a key that signs notes.
 * @param variable name of the variable, for the message
 * @throws ConfigurationError when the file is missing or holds no key
 */
export function readNoteKey(variable: string, path: string): NoteKey {
  return readJsonFile(variable, path, noteKeySchema);
}
