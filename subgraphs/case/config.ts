import { z } from 'zod';
import { loadConfig, readNoteKey, subgraphShape, subgraphStrictRules } from '#platform/config';
import { isS3OverHttps, objectStoreLocationSchema } from '#platform/object-store';
import type { NoteKey, StrictRule } from '#platform/config';

export const schema = z.object({
  ...subgraphShape,
  /** Address of vault inside. */
  VAULT_URL: z.url(),
  /** File with the master keys that wrap the key of each pack. */
  KMS_KEYS_FILE: z.string().min(1),
  /** Where encrypted packs are kept: `directory:<path>` or `s3://<bucket>?region=…&endpoint=…`. */
  OBJECT_STORE: objectStoreLocationSchema,
  /** File with the key that signs packs: its name and its seed. */
  EXPORT_SIGNING_KEY_FILE: z.string().min(1),
  /** Age at which a change whose outcome is missing from the audit log is settled. */
  AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
});

export type CaseConfig = z.output<typeof schema>;

const strictRules: readonly StrictRule<CaseConfig>[] = [
  ...subgraphStrictRules,
  ({ OBJECT_STORE }) =>
    isS3OverHttps(OBJECT_STORE) ? undefined : 'OBJECT_STORE: must be S3 over https outside development',
];

/** @throws ConfigurationError listing everything that is wrong */
export function readCaseConfig(environment: NodeJS.ProcessEnv = process.env): CaseConfig {
  return loadConfig('case', schema, environment, strictRules);
}

/** The key under which packs are signed. */
export function readExportSigningKey({
  EXPORT_SIGNING_KEY_FILE,
}: Pick<CaseConfig, 'EXPORT_SIGNING_KEY_FILE'>): NoteKey {
  return readNoteKey('EXPORT_SIGNING_KEY_FILE', EXPORT_SIGNING_KEY_FILE);
}
