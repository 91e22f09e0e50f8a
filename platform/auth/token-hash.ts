import { createHash } from 'node:crypto';

/** What stands for a token in caches, so that a copy of the memory does not hold tokens as keys besides. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
