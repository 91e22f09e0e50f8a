import { AppError } from '#platform/errors';
import { HEALTH_ROUTES } from '#platform/http';
import { createBurstBreaker } from '../limits/burst-breaker.ts';
import { clientNetwork } from '../limits/client-network.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { BurstLimits } from '../limits/burst-breaker.ts';

/** How long a refusal is held. */
const HOLD_MS = 250;
/** Refusals held at a time; each is a connection and its request, some kilobytes. */
const MAX_HELD = 1_000;
const FIRST_REFUSAL = 400;
const FIRST_FAILURE = 500;

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
  const hold = createHold();
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
    const refusedForMs = isProbe(request) ? 0 : breaker.take(clientNetwork(request.ip));
    if (refusedForMs === 0) {
      done();
      return;
    }
    dropped.add({ rule: 'burst' });
    const retryAfterSeconds = Math.ceil(refusedForMs / 1_000);
    // Closed, so that whoever goes on has the work of connecting again.
    void reply.headers({ 'retry-after': String(retryAfterSeconds), connection: 'close' });
    hold(() => {
      done(new AppError('RATE_LIMITED', { facts: { retryAfterSeconds } }));
    });
  });
  server.addHook('onResponse', (request, reply, done) => {
    if (isRefusal(reply.statusCode) && !isProbe(request)) breaker.countRefusal(clientNetwork(request.ip));
    done();
  });
}

function isProbe(request: FastifyRequest): boolean {
  return HEALTH_ROUTES.has(request.routeOptions.url ?? '');
}

function isRefusal(status: number): boolean {
  return status >= FIRST_REFUSAL && status < FIRST_FAILURE;
}

/**
 * Attack: a program that sends the next request as soon as one is refused, as fast as refusals can be made. Rule: the refusal takes its
 * time, so that each connection gets few of them; as many are held as cost next to nothing, the others are sent at once.
 * @returns a function that calls back later, or at once when too many wait
 */
function createHold(): (then: () => void) => void {
  let held = 0;
  return (then) => {
    if (held >= MAX_HELD) {
      then();
      return;
    }
    held += 1;
    setTimeout(() => {
      held -= 1;
      then();
    }, HOLD_MS);
  };
}
