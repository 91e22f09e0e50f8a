import { readFile } from 'node:fs/promises';
import { parsePolicy } from '#platform/tlog';
import type { Policy } from '#platform/tlog';

/** Where the embedded stack writes the public keys of its log and exporter. */
export const defaultPolicyPath = './.lifeready/trust-policy.txt';

/**
 * Reads who is trusted.
 * @param path named by the user; without it `defaultPath` is tried, and it is no error when there is none
 * @returns null when there is no policy
 * @throws a system error when the file cannot be read; TlogError malformed_policy
 */
export async function loadPolicy(path: string | undefined, defaultPath: string): Promise<Policy | null> {
  try {
    return parsePolicy(await readFile(path ?? defaultPath, 'utf8'));
  } catch (error) {
    const isMissing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    if (path === undefined && isMissing) return null;
    throw error;
  }
}
