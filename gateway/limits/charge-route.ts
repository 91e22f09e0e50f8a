import { AppError } from '#platform/errors';
import { rateHeaders } from './budget/rate-headers.ts';
import { routeCharge } from './budget/route-charges.ts';
import type { Budget } from './budget/budget.ts';
import type { Payer } from './budget/buckets.ts';
import type { ChargedRoute } from './budget/route-charges.ts';

/** What is told about a charge. */
interface Reply {
  headers(values: Readonly<Record<string, string>>): unknown;
}

/**
 * Has a request pay for a route, before anything is done for it; `RateLimit` headers, and `Retry-After` with a refusal, are set.
 * Attack: tokens, files and pieces of the log asked for without end, because only operations have a price. Rule: each route costs what the
 * table says, from the same budget.
 * @throws AppError RATE_LIMITED, or SERVICE_UNAVAILABLE when nothing can be counted
 */
export type ChargeRoute = (route: ChargedRoute, payer: Payer, reply: Reply) => Promise<void>;

export function createRouteCharges(budget: Pick<Budget, 'charge'>): ChargeRoute {
  return async (route, payer, reply) => {
    const { cost, isPublic = false } = routeCharge(route);
    try {
      await budget.charge(payer, { cost, rootFields: new Map(), route }, (charge) => {
        if (!charge.taken || !isPublic) reply.headers(rateHeaders(charge));
      });
    } catch (error) {
      const seconds = error instanceof AppError ? error.facts?.['retryAfterSeconds'] : undefined;
      // What one caller is refused is nothing for a cache.
      reply.headers({
        'cache-control': 'no-store',
        ...(typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {}),
      });
      throw error;
    }
  };
}
