import { z } from 'zod';
import {
  isStrict,
  loadConfig,
  readNoteKey,
  subgraphShape,
  subgraphStrictRules,
  verifiesDatabase,
} from '#platform/config';
import { isS3OverHttps, objectStoreLocationSchema } from '#platform/object-store';
import { parseVerifierKey } from '#platform/tlog';
import type { NoteKey, StrictRule } from '#platform/config';
import type { NoteVerifier } from '#platform/tlog';

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
  /** Whether each entry also goes to the standard output, as a line for a log shipper; `stdout` in staging and production unless it says `off`. */
  AUDIT_FORWARD: z.enum(['stdout', 'off']).optional(),
  /** Seconds between two looks whether the newest entries are in order. */
  AUDIT_INTEGRITY_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  /** Hours between two looks through the whole log. */
  AUDIT_INTEGRITY_WHOLE_HOURS: z.coerce.number().min(0.0001).max(720).default(24),
  /** Where checkpoints are anchored, out of reach of this service's administrators: a place as for `OBJECT_STORE`, another one. */
  AUDIT_ANCHOR_STORE: objectStoreLocationSchema.optional(),
  /** Days for which S3 keeps an anchor from being deleted or replaced (Object Lock, COMPLIANCE mode). */
  AUDIT_ANCHOR_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  /** Address of the witness that cosigns checkpoints. */
  WITNESS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Verifier key of that witness. */
  WITNESS_VKEY: z.string().min(1).optional(),
});

export type AuditConfig = z.output<typeof schema>;

const strictRules: readonly StrictRule<AuditConfig>[] = [
  ...subgraphStrictRules,
  ({ OBJECT_STORE }) =>
    isS3OverHttps(OBJECT_STORE) ? undefined : 'OBJECT_STORE: must be S3 over https outside development',
  ({ AUDIT_ANCHOR_STORE }) =>
    isS3OverHttps(AUDIT_ANCHOR_STORE) ? undefined : 'AUDIT_ANCHOR_STORE: must be S3 over https outside development',
  ({ AUDIT_ANCHOR_STORE: anchors, OBJECT_STORE: objects }) =>
    anchors?.kind === 's3' && objects.kind === 's3' && anchors.bucket === objects.bucket
      ? 'AUDIT_ANCHOR_STORE: must be another bucket than OBJECT_STORE'
      : undefined,
  ({ AUDIT_ANCHOR_RETENTION_DAYS: days }) =>
    days === undefined ? 'AUDIT_ANCHOR_RETENTION_DAYS: is required outside development' : undefined,
  ({ WITNESS_URL: url }) => (url === undefined ? 'WITNESS_URL: is required outside development' : undefined),
];

/** @throws ConfigurationError listing everything that is wrong */
export function readAuditConfig(environment: NodeJS.ProcessEnv = process.env): AuditConfig {
  return loadConfig('audit', schema, environment, strictRules);
}

/** The witness, where there is one. @throws Error when its address or its key is missing, or the key is not a witness's */
export function readWitness(
  config: AuditConfig,
): { readonly url: string; readonly verifier: NoteVerifier } | undefined {
  const { WITNESS_URL: url, WITNESS_VKEY: vkey } = config;
  if (url === undefined && vkey === undefined) return undefined;
  if (url === undefined || vkey === undefined) throw new Error('WITNESS_URL and WITNESS_VKEY belong together');
  const verifier = parseVerifierKey(vkey);
  if (verifier.type !== 'cosignature') throw new Error('WITNESS_VKEY must be the key of a witness');
  return { url, verifier };
}

/** The one variable of the job that forwards entries again. @throws ConfigurationError */
export function readForwardJobConfig(
  environment: NodeJS.ProcessEnv = process.env,
): Pick<AuditConfig, 'DATABASE_URL' | 'LIFEREADY_ENV'> {
  return loadConfig('audit forwarding', schema.pick({ LIFEREADY_ENV: true, DATABASE_URL: true }), environment);
}

/** What the job reads that erases details; the running service has no such connection. */
const eraserSchema = schema
  .pick({
    LIFEREADY_ENV: true,
    SERVICE_KEYS_FILE: true,
    SERVICE_TLS_CERT_FILE: true,
    SERVICE_TLS_KEY_FILE: true,
    SERVICE_TLS_CA_FILE: true,
    AUDIT_URL: true,
    AUDIT_LOG_VKEY: true,
  })
  .extend({ AUDIT_ERASER_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) });

/** @throws ConfigurationError listing everything that is wrong */
export function readEraseJobConfig(environment: NodeJS.ProcessEnv = process.env): z.output<typeof eraserSchema> {
  return loadConfig('audit erasure', eraserSchema, environment, [
    ({ AUDIT_ERASER_DATABASE_URL: url }) =>
      verifiesDatabase(url) ? undefined : 'AUDIT_ERASER_DATABASE_URL: must use sslmode=verify-full outside development',
  ]);
}

/** Whether entries go to the standard output. Where nobody collects logs they would only fill files. */
export function forwardsEntries({ AUDIT_FORWARD, LIFEREADY_ENV }: AuditConfig): boolean {
  return (AUDIT_FORWARD ?? (isStrict(LIFEREADY_ENV) ? 'stdout' : 'off')) === 'stdout';
}

/** The key that signs checkpoints. Its name must be the origin of the log (C2SP tlog-checkpoint). */
export function readSigningKey(config: AuditConfig): NoteKey {
  const key = readNoteKey('AUDIT_SIGNING_KEY_FILE', config.AUDIT_SIGNING_KEY_FILE);
  if (key.name !== config.AUDIT_LOG_ORIGIN) throw new Error('AUDIT_LOG_ORIGIN must be the name of the signing key');
  return key;
}
