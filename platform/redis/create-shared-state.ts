import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import { createInProcessState } from './in-process-state.ts';
import { createRedisState } from './redis-state.ts';
import type { SharedState } from './shared-state.ts';

/**
 * The shared state of a service: Redis when there is a URL, this process otherwise. Whether a missing URL is acceptable is for
 * the configuration to decide (in production it is not).
 */
export function createSharedState(deps: { url: string | undefined; clock: Clock; logger: Logger }): SharedState {
  return deps.url === undefined ? createInProcessState(deps) : createRedisState({ url: deps.url, logger: deps.logger });
}
