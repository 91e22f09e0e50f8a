import { z } from 'zod';
import { loadConfig, processShape, readNoteKey, subgraphShape, verifiesDatabase } from '#platform/config';
import { parseVerifierKey } from '#platform/tlog';
import type { NoteKey } from '#platform/config';
import type { NoteVerifier } from '#platform/tlog';

const { LIFEREADY_ENV, HOST, PORT, LOG_LEVEL } = processShape;
const { SERVICE_TLS_CERT_FILE, SERVICE_TLS_KEY_FILE, SERVICE_TLS_CA_FILE } = processShape;
const { DATABASE_URL, DATABASE_POOL_MAX } = subgraphShape;

/** Key names hold no space (C2SP signed-note), so a space separates keys. */
const logKeysSchema = z.string().transform((text, refinement): readonly NoteVerifier[] => {
  const vkeys = text.split(/\s+/u).filter((vkey) => vkey !== '');
  try {
    const keys = vkeys.map(parseVerifierKey);
    if (keys.length > 0 && keys.every(({ type }) => type === 'note')) return keys;
  } catch {
    // Said below, without the value.
  }
  refinement.addIssue({ code: 'custom', message: 'must be verifier keys of logs, separated by spaces' });
  return z.NEVER;
});

export const schema = z.object({
  LIFEREADY_ENV,
  HOST,
  PORT,
  LOG_LEVEL,
  SERVICE_TLS_CERT_FILE,
  SERVICE_TLS_KEY_FILE,
  SERVICE_TLS_CA_FILE,
  DATABASE_URL,
  DATABASE_POOL_MAX,
  /** File with the Ed25519 key that cosigns checkpoints; no other process has it. */
  WITNESS_SIGNING_KEY_FILE: z.string().min(1),
  /** Verifier keys of the logs that are witnessed, separated by spaces; each is named like the origin of its log. */
  WITNESS_LOG_VKEYS: logKeysSchema,
});

export type WitnessConfig = z.output<typeof schema>;

/** @throws ConfigurationError listing everything that is wrong */
export function readWitnessConfig(environment: NodeJS.ProcessEnv = process.env): WitnessConfig {
  return loadConfig('witness', schema, environment, [
    ({ DATABASE_URL }) =>
      verifiesDatabase(DATABASE_URL) ? undefined : 'DATABASE_URL: must use sslmode=verify-full outside development',
  ]);
}

/** @throws ConfigurationError when the file is missing or holds no key */
export function readWitnessKey({ WITNESS_SIGNING_KEY_FILE: file }: WitnessConfig): NoteKey {
  return readNoteKey('WITNESS_SIGNING_KEY_FILE', file);
}
