import { AppError } from '#platform/errors';
import { HEALTH_ROUTES } from '#platform/http';
import { createBurstBreaker } from '../limits/burst-breaker.ts';
import { clientNetwork } from '../limits/client-network.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { BurstLimits } from '../limits/burst-breaker.ts';

/**
 * The breaker in front of every route but the probes, which operators send. It looks at the address alone, before a token is verified
 * or a body read. Addresses behind a proxy are known only when the proxy is trusted.
 */
export function registerBurstLimit(
  server: FastifyInstance,
  deps: { readonly limits: BurstLimits; readonly clock: Clock; readonly metrics: Metrics; readonly logger: Logger },
): void {
  const { limits, clock, metrics, logger } = deps;
  const dropped = metrics.counter('lifeready_rate_limit_dropped_total', 'Requests refused by a limit on rates.', [
    'rule',
  ]);
  const breaker = createBurstBreaker({
    limits,
    clock,
    onBlock: (network) => {
      logger.warn({ network, blockMs: limits.blockMs }, 'a sender of too many requests is refused for a while');
    },
  });
  metrics.gauge('lifeready_gateway_blocked_senders', 'Senders that are refused after a burst.', () =>
    breaker.blocked(),
  );
  server.addHook('onRequest', (request, reply, done) => {
    if (HEALTH_ROUTES.has(request.routeOptions.url ?? '')) {
      done();
      return;
    }
    const refusedForMs = breaker.take(clientNetwork(request.ip));
    if (refusedForMs === 0) {
      done();
      return;
    }
    dropped.add({ rule: 'burst' });
    const retryAfterSeconds = Math.ceil(refusedForMs / 1_000);
    // Closed, so that whoever goes on has the work of connecting again.
    void reply.headers({ 'retry-after': String(retryAfterSeconds), connection: 'close' });
    done(new AppError('RATE_LIMITED', { facts: { retryAfterSeconds } }));
  });
}
