import { readFileSync } from 'node:fs';
import { parseServiceKeys } from './service-keys.ts';
import type { ServiceKey } from './service-keys.ts';

/**
 * Reads the keys of one process from the file its configuration names.
 * @throws Error that names the variable and never holds a secret
 */
export function readServiceKeys(path: string): ServiceKey[] {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error('SERVICE_KEYS_FILE: the file cannot be read', { cause });
  }
  return parseServiceKeys(json);
}
