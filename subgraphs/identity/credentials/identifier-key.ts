import { createSecretKey, randomBytes } from 'node:crypto';
import { openSecret, sealSecret } from '#platform/crypto';
import type { KeyObject } from 'node:crypto';
import type { Clock } from '#platform/clock';
import type { KeyManagement } from '#platform/crypto';

/** RFC 2104 section 3: as long as the hash output. */
const KEY_BYTES = 32;
const CONTEXT = { purpose: 'lifeready-identity/identifier-key/v1' };

/**
 * The key under which addresses are hashed where they must be recognised but not readable. Made once and kept sealed in the
 * database, so that counts of failures survive a restart and are the same for all replicas.
 * @param keep stores the first sealed key and returns the one that everybody uses
 */
export async function readIdentifierKey(deps: {
  readonly kms: KeyManagement;
  readonly clock: Clock;
  readonly keep: (name: string, make: () => Promise<{ sealed: string; now: Date }>) => Promise<string>;
}): Promise<KeyObject> {
  const { kms, clock, keep } = deps;
  const sealed = await keep('identifier-key', async () => ({
    sealed: await sealSecret(kms, randomBytes(KEY_BYTES), CONTEXT),
    now: new Date(clock.now()),
  }));
  return createSecretKey(await openSecret(kms, sealed, CONTEXT));
}
