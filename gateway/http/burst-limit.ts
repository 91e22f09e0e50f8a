import { AppError } from '#platform/errors';
import { HEALTH_ROUTES } from '#platform/http';
import { newId } from '#platform/ids';
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

/** Counts the requests of each sender, whoever answers them. */
export interface BurstGuard {
  /** Counts one request. @returns milliseconds for which its sender is refused; 0 when it may pass */
  take(address: string): number;
  /** Counts a request again when its answer is a refusal. */
  answered(address: string, status: number): void;
  /** Counts bytes that are no request, as a request that is refused. @returns whether their sender may have an answer */
  unreadable(address: string): boolean;
}

export interface BurstGuardDeps {
  readonly limits: BurstLimits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Told of each sender that begins to be refused, with an id that its line of the log has too. */
  readonly recordBlock?: ((network: string, requestId: string) => void) | undefined;
}

/**
 * The breaker in front of everything but the probes, which operators send. It looks at the address alone, before a token is verified
 * or a body read. Addresses behind a proxy are known only when the proxy is trusted.
 */
export function createBurstGuard({ limits, clock, metrics, logger, recordBlock }: BurstGuardDeps): BurstGuard {
  const breaker = createBurstBreaker({
    limits,
    clock,
    onBlock: (network) => {
      const requestId = newId(clock.now());
      const { blockMs } = limits;
      logger.warn({ network, blockMs, requestId }, 'a sender of too many requests is refused for a while');
      recordBlock?.(network, requestId);
    },
  });
  metrics.gauge('lifeready_gateway_blocked_senders', 'Senders that are refused after a burst.', () =>
    breaker.blocked(),
  );
  return {
    unreadable: (address) => {
      const network = clientNetwork(address);
      const refusedForMs = breaker.take(network);
      breaker.countRefusal(network);
      return refusedForMs === 0;
    },
    take: (address) => breaker.take(clientNetwork(address)),
    answered: (address, status) => {
      if (isRefusal(status)) breaker.countRefusal(clientNetwork(address));
    },
  };
}

/** Has the guard look at each request before anything else does. */
export function registerBurstLimit(server: FastifyInstance, guard: BurstGuard, metrics: Metrics): void {
  const dropped = metrics.counter('lifeready_rate_limit_dropped_total', 'Requests refused by a limit on rates.', [
    'rule',
  ]);
  const hold = createHold();
  server.addHook('onRequest', (request, reply, done) => {
    const refusedForMs = isProbe(request) ? 0 : guard.take(request.ip);
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
    if (!isProbe(request)) guard.answered(request.ip, reply.statusCode);
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
