import { z } from 'zod';
import { loadConfig, readJsonFile, subgraphShape, subgraphStrictRules } from '#platform/config';
import { objectStoreLocationSchema } from '#platform/object-store';
import type { StrictRule } from '#platform/config';

export const schema = z.object({
  ...subgraphShape,
  /** File with the master keys under which the details of entries are sealed. */
  KMS_KEYS_FILE: z.string().min(1),
  /** File with the Ed25519 key that signs checkpoints. */
  AUDIT_SIGNING_KEY_FILE: z.string().min(1),
  /** Origin of the log; also the name of the signing key. */
  AUDIT_LOG_ORIGIN: z.string().regex(/^[A-Za-z0-9./_-]{1,200}$/),
  /** Where full tiles and entry bundles are published: `directory:<path>` or `s3://<bucket>?region=…&endpoint=…`. */
  OBJECT_STORE: objectStoreLocationSchema,
});

const signingKeySchema = z.strictObject({
  name: z.string(),
  seed: z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((seed) => seed.length === 32, 'must be 32 bytes'),
});

export type AuditConfig = z.output<typeof schema>;
export type SigningKey = z.output<typeof signingKeySchema>;

const strictRules: readonly StrictRule<AuditConfig>[] = [
  ...subgraphStrictRules,
  ({ OBJECT_STORE: store }) =>
    store.kind === 's3' && (store.endpoint === undefined || store.endpoint.startsWith('https://'))
      ? undefined
      : 'OBJECT_STORE: must be S3 over https outside development',
];

/** @throws ConfigurationError listing everything that is wrong */
export function readAuditConfig(environment: NodeJS.ProcessEnv = process.env): AuditConfig {
  return loadConfig('audit', schema, environment, strictRules);
}

/** The key that signs checkpoints. Its name must be the origin of the log (C2SP tlog-checkpoint). */
export function readSigningKey(config: AuditConfig): SigningKey {
  const key = readJsonFile('AUDIT_SIGNING_KEY_FILE', config.AUDIT_SIGNING_KEY_FILE, signingKeySchema);
  if (key.name !== config.AUDIT_LOG_ORIGIN) throw new Error('AUDIT_LOG_ORIGIN must be the name of the signing key');
  return key;
}
