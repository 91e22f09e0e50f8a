import type { Revocation } from './ports.ts';

/** Channel on which caches hear what they must forget. */
export const REVOCATION_CHANNEL = 'revocations';

/**
 * Sends revocations one by one after the commit. A message that cannot be sent is logged and lost: caches live five seconds
 * at most without it, and the change itself must not be reported as failed.
 */
export function createAnnouncer(deps: {
  readonly publish: (channel: string, message: string) => Promise<void>;
  readonly onLost: (error: unknown) => void;
}): (revocations: readonly Revocation[]) => Promise<void> {
  return async (revocations) => {
    const results = await Promise.allSettled(revocations.map((message) => deps.publish(REVOCATION_CHANNEL, message)));
    for (const result of results) if (result.status === 'rejected') deps.onLost(result.reason);
  };
}
