import { z } from 'zod';
import { loadConfig, subgraphShape, subgraphStrictRules } from '#platform/config';
import { isS3OverHttps, objectStoreLocationSchema } from '#platform/object-store';
import type { StrictRule } from '#platform/config';
import type { ScannerLocation } from './scan/open-scanner.ts';

/** `none`, or `clamav://host:port`. */
const scannerSchema = z
  .string()
  .default('none')
  .transform((text, refinement): ScannerLocation => {
    if (text === 'none') return { kind: 'none' };
    const url = URL.parse(text);
    const plain = url?.username === '' && ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
    if (url?.protocol === 'clamav:' && plain && url.hostname !== '' && url.port !== '') {
      return { kind: 'clamav', host: url.hostname, port: Number(url.port) };
    }
    refinement.addIssue({ code: 'custom', message: 'must be none or clamav://host:port' });
    return z.NEVER;
  });

export const schema = z.object({
  ...subgraphShape,
  /** File with the master keys that wrap the key of each document version. */
  KMS_KEYS_FILE: z.string().min(1),
  /** Where encrypted bytes are kept: `directory:<path>` or `s3://<bucket>?region=…&endpoint=…`. */
  OBJECT_STORE: objectStoreLocationSchema,
  /** Malware scanner for uploads: `none` or `clamav://host:port`. */
  SCANNER: scannerSchema,
  /** Age at which a change whose outcome is missing from the audit log is settled. */
  AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
});

export type VaultConfig = z.output<typeof schema>;

const strictRules: readonly StrictRule<VaultConfig>[] = [
  ...subgraphStrictRules,
  ({ OBJECT_STORE }) =>
    isS3OverHttps(OBJECT_STORE) ? undefined : 'OBJECT_STORE: must be S3 over https outside development',
  ({ SCANNER: scanner }) =>
    scanner.kind === 'none'
      ? 'SCANNER: is required outside development (nothing unscanned is stored there)'
      : undefined,
];

/** @throws ConfigurationError listing everything that is wrong */
export function readVaultConfig(environment: NodeJS.ProcessEnv = process.env): VaultConfig {
  return loadConfig('vault', schema, environment, strictRules);
}
