import { AppError } from '#platform/errors';
import { secondsUntil } from '#platform/redis';
import { paymentsOf } from './buckets.ts';
import type { Metrics } from '#platform/metrics';
import type { LimitMode } from '../cost/cost-limits.ts';
import type { Bill, BudgetLimits, Payer, Payment } from './buckets.ts';
import type { SharedOrLocal } from './shared-or-local.ts';
import type { WatchExhaustion } from './watch-exhaustion.ts';

/** What was paid, and what is left. */
export interface Charge {
  /** Whether it was paid: from all buckets or from none. */
  readonly taken: boolean;
  readonly payments: readonly Payment[];
  /** In the order of `payments`. */
  readonly remaining: readonly number[];
  readonly from: 'shared' | 'local';
}

export interface Budget {
  /**
   * Pays for a request before it runs.
   * @param onCharge told what was paid or what was missing
   * @throws AppError RATE_LIMITED, or SERVICE_UNAVAILABLE when nothing can be counted
   */
  charge(payer: Payer, bill: Bill, onCharge: (charge: Charge) => void): Promise<void>;
  /** Puts back what a request was charged too much, once it is known what it cost; asks for more when it was too little. */
  settle(charge: Charge, actual: number): Promise<void>;
}

export interface BudgetDeps {
  readonly limits: BudgetLimits;
  readonly mode: LimitMode;
  readonly isPartner: (clientId: string) => boolean;
  readonly buckets: SharedOrLocal;
  readonly metrics: Metrics;
  /** Told of each request that is refused because a bucket has too little. */
  readonly onRefused?: WatchExhaustion | undefined;
}

/**
 * Attack: many operations, each within its limits, by one caller; a password tried under twenty aliases, or as often as the line
 * allows. Rule: each caller has a bucket of requests and one of cost, a partner one for all that it does, and fields that can be guessed
 * with have their own; one request pays from all of them at once or is refused.
 */
export function createBudget(deps: BudgetDeps): Budget {
  const dropped = deps.metrics.counter('lifeready_rate_limit_dropped_total', 'Requests refused by a limit on rates.', [
    'rule',
  ]);
  const measured = deps.metrics.counter(
    'lifeready_gateway_budget_measured_total',
    'Requests that a limit on rates would have refused, if it were enforced.',
    ['rule'],
  );
  return {
    charge: async (payer, bill, onCharge) => {
      const partner = deps.isPartner(payer.clientId);
      const payments = paymentsOf(deps.limits, payer, { ...bill, partner });
      const { taken, remaining, from } = await deps.buckets.take(payments, mustFailClosed(deps, bill));
      const charge = { taken, payments, remaining, from };
      onCharge(charge);
      if (taken) return;
      const short = shortest(charge);
      const rule = short.payment.coordinate ?? short.payment.name;
      if (deps.mode === 'measure') {
        measured.add({ rule });
        return;
      }
      dropped.add({ rule });
      deps.onRefused?.(payer, short.payment);
      throw refusal(short);
    },
    settle: async ({ taken, payments, from }, actual) => {
      if (!taken) return;
      const corrections = payments
        .filter(({ name }) => name === 'cost' || name === 'client')
        .map((payment) => ({ ...payment, amount: payment.amount - actual }))
        .filter(({ amount }) => amount !== 0);
      if (corrections.length > 0) await deps.buckets.putBack(corrections, from);
    },
  };
}

function mustFailClosed({ limits, mode }: BudgetDeps, { rootFields, route = '' }: Bill): boolean {
  if (mode === 'measure') return false;
  const asked = [limits.routes.get(route), ...[...rootFields.keys()].map((field) => limits.rootFields.get(field))];
  return asked.some((limit) => limit?.failClosed === true);
}

interface Shortage {
  readonly payment: Payment;
  readonly remaining: number;
  readonly retryAfterSeconds: number;
}

/** The bucket that takes longest until it has enough. */
function shortest({ payments, remaining }: Charge): Shortage {
  const short = payments
    .map((payment, index) => ({ payment, remaining: remaining[index] ?? 0 }))
    .filter((each) => each.payment.amount > each.remaining)
    .map((each) => ({ ...each, retryAfterSeconds: secondsUntil(each.payment.amount, each.remaining, each.payment) }))
    .sort((a, b) => b.retryAfterSeconds - a.retryAfterSeconds);
  const [first] = short;
  if (first === undefined) throw new Error('nothing is missing');
  return first;
}

function refusal({ payment, remaining, retryAfterSeconds }: Shortage): AppError {
  const { name, coordinate, capacity, amount } = payment;
  return new AppError('RATE_LIMITED', {
    facts: {
      limit: name,
      ...(coordinate === undefined ? {} : { coordinate }),
      perMinute: capacity,
      needed: amount,
      remaining: Math.max(0, Math.floor(remaining)),
      retryAfterSeconds,
    },
  });
}
