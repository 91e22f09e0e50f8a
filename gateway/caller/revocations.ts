import type { Logger } from '#platform/logging';
import type { SharedState, Unsubscribe } from '#platform/redis';
import type { ContextTokens } from './context-tokens.ts';

/** Channel on which identity says what has ended. */
const REVOCATION_CHANNEL = 'revocations';

/**
 * Listens for revocations. Without the channel the context tokens still end after their five seconds, so a failure to
 * subscribe is logged and not fatal.
 */
export async function followRevocations(deps: {
  readonly state: SharedState;
  readonly contextTokens: ContextTokens;
  readonly logger: Logger;
}): Promise<Unsubscribe> {
  try {
    return await deps.state.subscribe(REVOCATION_CHANNEL, (message) => {
      deps.contextTokens.revoke(message);
    });
  } catch (error) {
    deps.logger.error({ err: error }, 'revocation messages cannot be received; revocation takes up to five seconds');
    return () => Promise.resolve();
  }
}
