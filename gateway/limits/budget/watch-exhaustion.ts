import { LRUCache } from 'lru-cache';
import type { Clock } from '#platform/clock';
import type { Payer, Payment } from './buckets.ts';

/** Budgets that are watched at a time; what is over goes, the one that was refused longest ago first. */
const MAX_WATCHED = 10_000;
/** Two refusals that are further apart have nothing to do with each other. A bucket fills up in this time. */
const GAP_MS = 60_000;
/** For how long somebody goes on over their budget before it is told. */
export const LONG_MS = 300_000;
/** How often it is told while they go on. */
export const AGAIN_MS = 3_600_000;

interface Exhaustion {
  sinceMs: number;
  lastMs: number;
  toldMs: number;
}

/** Told of each request that was refused because a bucket was empty. */
export type WatchExhaustion = (payer: Payer, payment: Payment) => void;

/**
 * Who goes on for minutes although the budget is used up: a program that runs wild, or somebody who means it. One refusal is neither,
 * and a thousand are told once.
 * @param deps.onLong told of a payer whose budget of cost has refused something in each of the last five minutes
 */
export function createExhaustionWatch(deps: {
  readonly clock: Clock;
  readonly onLong: (payer: Payer, payment: Payment) => void;
}): WatchExhaustion {
  const watched = new LRUCache<string, Exhaustion>({ max: MAX_WATCHED });
  return (payer, payment) => {
    if (payment.name !== 'cost' && payment.name !== 'client') return;
    const now = deps.clock.now();
    const known = watched.get(payment.key);
    if (known === undefined || now - known.lastMs > GAP_MS) {
      const toldMs = known?.toldMs ?? Number.NEGATIVE_INFINITY;
      watched.set(payment.key, { sinceMs: now, lastMs: now, toldMs });
      return;
    }
    known.lastMs = now;
    if (now - known.sinceMs < LONG_MS || now - known.toldMs < AGAIN_MS) return;
    known.toldMs = now;
    deps.onLong(payer, payment);
  };
}
