import { readFileSync } from 'node:fs';
import { parseLocalKmsKeys } from './local-kms-keys.ts';
import type { LocalMasterKey } from './local-kms.ts';

/**
 * Reads the master keys of one process from the file its configuration names.
 * @throws Error that names the variable and never holds a key
 */
export function readLocalKmsKeys(path: string): readonly LocalMasterKey[] {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error('KMS_KEYS_FILE: the file cannot be read', { cause });
  }
  return parseLocalKmsKeys(json);
}
