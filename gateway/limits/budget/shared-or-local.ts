import { AppError } from '#platform/errors';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState, TokenBucket, TokensTaken } from '#platform/redis';

/** After a failure, the time for which what replicas share is not asked again: a request must not wait for it each time. */
const PAUSE_MS = 1_000;
const RETRY_AFTER_SECONDS = 5;

/** Buckets that all replicas share, for as long as they can be reached. */
export interface SharedOrLocal {
  /**
   * @param failClosed refuse rather than count in this process alone
   * @throws AppError SERVICE_UNAVAILABLE
   */
  take(buckets: readonly TokenBucket[], failClosed: boolean): Promise<TokensTaken & { readonly from: Source }>;
  /** Never rejects: what cannot be put back fills up by itself. */
  putBack(buckets: readonly TokenBucket[], from: Source): Promise<void>;
}

type Source = 'shared' | 'local';

/**
 * Attack: whoever can make Redis fail, or waits for the day it does, tries passwords without a limit. Rule: where guessing is what a
 * limit stops, no count is a no; everything else is counted by each replica for itself, in a bounded map that refuses new callers
 * when it is full and never forgets one who has used something up.
 */
export function createSharedOrLocal(deps: {
  readonly shared: Pick<SharedState, 'takeTokens' | 'returnTokens'>;
  readonly local: Pick<SharedState, 'takeTokens' | 'returnTokens'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}): SharedOrLocal {
  const fallbacks = deps.metrics.counter(
    'lifeready_gateway_budget_fallbacks_total',
    'Requests whose budget could not be counted with that of the other replicas.',
    ['outcome'],
  );
  let pausedUntilMs = 0;

  async function takeShared(buckets: readonly TokenBucket[]): Promise<TokensTaken | undefined> {
    const nowMs = deps.clock.now();
    if (nowMs < pausedUntilMs) return undefined;
    // While it is gone, one request at a time finds out whether it is back.
    if (pausedUntilMs > 0) pausedUntilMs = nowMs + PAUSE_MS;
    try {
      const taken = await deps.shared.takeTokens(buckets);
      pausedUntilMs = 0;
      return taken;
    } catch (error) {
      if (pausedUntilMs === 0) deps.logger.error({ err: error }, 'budgets are counted by this process alone');
      pausedUntilMs = deps.clock.now() + PAUSE_MS;
      return undefined;
    }
  }

  return {
    take: async (buckets, failClosed) => {
      const shared = await takeShared(buckets);
      if (shared !== undefined) return { ...shared, from: 'shared' };
      if (failClosed) throw refused('closed');
      try {
        const local = await deps.local.takeTokens(buckets);
        fallbacks.add({ outcome: 'local' });
        return { ...local, from: 'local' };
      } catch (error) {
        throw refused('full', error);
      }
    },
    putBack: async (buckets, from) => {
      if (from === 'shared' && deps.clock.now() < pausedUntilMs) return;
      await deps[from].returnTokens(buckets).catch(() => undefined);
    },
  };

  function refused(outcome: 'closed' | 'full', cause?: unknown): AppError {
    fallbacks.add({ outcome });
    return new AppError('SERVICE_UNAVAILABLE', { facts: { retryAfterSeconds: RETRY_AFTER_SECONDS }, cause });
  }
}
