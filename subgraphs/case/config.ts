import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError, loadConfig, readJsonFile, subgraphShape, subgraphStrictRules } from '#platform/config';
import { parseLocalKmsKeys } from '#platform/crypto';
import { objectStoreLocationSchema } from '#platform/object-store';
import type { LocalMasterKey } from '#platform/crypto';

const schema = z.object({
  ...subgraphShape,
  VAULT_URL: z.url(),
  KMS_KEYS_FILE: z.string().min(1),
  OBJECT_STORE: objectStoreLocationSchema,
  EXPORT_SIGNING_KEY_FILE: z.string().min(1),
  /** An intent without outcome is settled after this time; above every timeout of a transaction. */
  AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(20).max(3_600).default(60),
});

const signingKeySchema = z.strictObject({
  name: z.string(),
  seed: z.base64().transform((text) => Buffer.from(text, 'base64')).refine((seed) => seed.length === 32, 'must be 32 bytes'),
});

export type CaseConfig = z.output<typeof schema>;
export type ExportSigningKey = z.output<typeof signingKeySchema>;

/** @throws ConfigurationError listing everything that is wrong */
export function readCaseConfig(environment: NodeJS.ProcessEnv = process.env): CaseConfig {
  return loadConfig('case', schema, environment, [
    ...subgraphStrictRules,
    ({ OBJECT_STORE }) => (OBJECT_STORE.kind === 's3' ? undefined : 'OBJECT_STORE: must be s3:// outside development'),
  ]);
}

/** The key under which packs are signed. */
export function readExportSigningKey({ EXPORT_SIGNING_KEY_FILE }: Pick<CaseConfig, 'EXPORT_SIGNING_KEY_FILE'>): ExportSigningKey {
  return readJsonFile('EXPORT_SIGNING_KEY_FILE', EXPORT_SIGNING_KEY_FILE, signingKeySchema);
}

/** The master keys that wrap the data keys of packs. @throws ConfigurationError that echoes no key */
export function readMasterKeys({ KMS_KEYS_FILE }: Pick<CaseConfig, 'KMS_KEYS_FILE'>): readonly LocalMasterKey[] {
  let json: string;
  try {
    json = readFileSync(KMS_KEYS_FILE, 'utf8');
  } catch {
    throw new ConfigurationError('case', ['KMS_KEYS_FILE: the file cannot be read']);
  }
  return parseLocalKmsKeys(json);
}
