import type { BufferedAnswer, BufferingClient, ServiceAnswer, ServiceClient } from '#platform/http';

/** On identity's answers: what the change it just made has ended, as on the `revocations` channel. */
const REVOKED_HEADER = 'x-lifeready-revoked';

/**
 * Forgets at once what an answer of identity says has ended, before the client gets that answer. The channel does the same for
 * the other replicas; without one (embedded stack) this keeps a client from meeting its own change five seconds late.
 */
export function heedRevocations(
  identity: ServiceClient & BufferingClient,
  revoke: (message: string) => void,
): ServiceClient & BufferingClient {
  const heed = <Answer extends ServiceAnswer | BufferedAnswer>(answer: Answer): Answer => {
    const header = answer.headers[REVOKED_HEADER];
    if (typeof header === 'string') header.split(',').forEach(revoke);
    return answer;
  };
  return {
    ...identity,
    call: async (request) => heed(await identity.call(request)),
    exchange: async (request) => heed(await identity.exchange(request)),
  };
}
