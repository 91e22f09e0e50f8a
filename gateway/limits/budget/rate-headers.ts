import { secondsUntil } from '#platform/redis';
import type { Charge } from './budget.ts';
import type { Payment } from './buckets.ts';

/** What is left of a budget. */
export interface Remaining {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of it is there again. */
  readonly resetSeconds: number;
}

/** What is left after a charge, by name; of two buckets for one thing, what the emptier one has. */
export function remainingOf({ payments, remaining }: Charge): Remaining[] {
  const budgets = new Map<string, Remaining>();
  for (const [index, payment] of payments.entries()) {
    const name = nameOf(payment);
    const left = remaining[index] ?? 0;
    const known = budgets.get(name);
    if (known !== undefined && known.remaining <= left) continue;
    const resetSeconds = left >= payment.capacity ? 0 : secondsUntil(payment.capacity, left, payment);
    budgets.set(name, { name, limit: payment.capacity, remaining: Math.max(0, Math.floor(left)), resetSeconds });
  }
  return [...budgets.values()];
}

/**
 * `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), each with all budgets that the request paid from, and the
 * older `X-RateLimit-*` of the requests.
 */
export function rateHeaders(charge: Charge): Record<string, string> {
  const budgets = remainingOf(charge);
  const policies = budgets.map(({ name, limit }) => `"${name}";q=${String(limit)};w=60${unitOf(name)}`);
  const states = budgets.map(
    ({ name, remaining, resetSeconds }) => `"${name}";r=${String(remaining)};t=${String(resetSeconds)}`,
  );
  const requests = budgets.find(({ name }) => name === 'requests');
  return {
    'ratelimit-policy': policies.join(', '),
    ratelimit: states.join(', '),
    ...(requests === undefined
      ? {}
      : {
          'x-ratelimit-limit': String(requests.limit),
          'x-ratelimit-remaining': String(requests.remaining),
          'x-ratelimit-reset': String(requests.resetSeconds),
        }),
  };
}

/** A field by its coordinate, which is public; the others by what they count. */
function nameOf({ name, coordinate }: Payment): string {
  return coordinate ?? name;
}

function unitOf(name: string): string {
  return name === 'cost' || name === 'client' ? ';qu="cost"' : '';
}
