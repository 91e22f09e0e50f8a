import { z } from 'zod';
import { AES_KEY_BYTES } from './aes-gcm.ts';
import type { LocalMasterKey } from './local-kms.ts';

/** More than anybody keeps while rotating; a bound on what start-up parses. */
const MASTER_KEYS_MAX = 64;
const BASE64_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;

const masterKeySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores'),
  key: z
    .string()
    .regex(BASE64_32_BYTES, 'must be 32 bytes in base64')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === AES_KEY_BYTES && !key.every((byte) => byte === key[0]), 'must be random'),
  disabled: z.boolean().optional(),
});

const masterKeysSchema = z
  .array(masterKeySchema)
  .min(1)
  .max(MASTER_KEYS_MAX)
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'ids must be unique')
  .refine((keys) => keys[0]?.disabled !== true, 'the first key wraps, so it cannot be disabled');

/**
 * Schema of a configuration value: JSON text `[{"id": "2026-11", "key": "<32 bytes in base64>", "disabled"?: true}, …]`, the key that
 * wraps first. Problems never echo the value.
 */
export const localKmsKeysSchema = z
  .string()
  .transform((text, refinement): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      refinement.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(masterKeysSchema)
  .transform((keys): readonly LocalMasterKey[] =>
    keys.map(({ id, key, disabled }) => ({ id, key, ...(disabled === undefined ? {} : { disabled }) })),
  );

/**
 * Parses the master keys of `createLocalKms`.
 * @param json see `localKmsKeysSchema`
 * @throws TypeError that names what is wrong and echoes no key
 */
export function parseLocalKmsKeys(json: string): readonly LocalMasterKey[] {
  const result = localKmsKeysSchema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => [...path.map(String), message].join(' '));
  throw new TypeError(`The local master keys are not valid: ${problems.join('; ')}`);
}
