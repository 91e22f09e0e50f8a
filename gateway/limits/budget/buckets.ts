import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { clientNetwork } from '../client-network.ts';
import type { TokenBucket } from '#platform/redis';
import type { Actor } from '#platform/auth';
import type { RootFieldLimit } from './root-field-limits.ts';

/** How much somebody may do; all numbers are those of a full bucket, which fills up in a minute. */
export interface BudgetLimits {
  /** Requests of one caller. */
  readonly requestsPerMinute: number;
  /** Cost of the operations of one caller. */
  readonly costPerMinute: number;
  /** Cost of all operations of one partner. */
  readonly clientCostPerMinute: number;
  /** By coordinate, such as `Mutation.login`. */
  readonly rootFields: ReadonlyMap<string, RootFieldLimit>;
  /** By the name of a route, such as `POST /oauth/token`. */
  readonly routes: ReadonlyMap<string, RootFieldLimit>;
}

export type BudgetName = 'requests' | 'cost' | 'client' | 'field' | 'route';

/** A bucket that a request pays from. */
export interface Payment extends TokenBucket {
  readonly name: BudgetName;
  /** The field or the route, for a limit of one. */
  readonly coordinate: string | undefined;
}

/** Who a request is from. */
export interface Payer {
  readonly actor: Actor;
  readonly clientId: string;
  /** As the first proxy that is trusted saw it. */
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/** What a request has to pay. */
export interface Bill {
  readonly cost: number;
  /** How often the operation asks for each field of a root type, by coordinate. */
  readonly rootFields: ReadonlyMap<string, number>;
  /** The route of a request that is no operation of the graph, and does not count as one. */
  readonly route?: string | undefined;
}

const MINUTE_SECONDS = 60;
const KEY_CHARACTERS = 16;
/** Senders whose key is remembered; each pays from two buckets or more for every request. */
const MAX_KEYS = 10_000;

/**
 * What a request pays, and from which buckets. A caller who is signed in has buckets of its own wherever it calls from; without a token
 * it is the address. Limits of one field hold for both, so that a thousand accounts of one address try no more codes than one.
 * A first-party client has no bucket for all of its users: anybody may name it, and could empty it for everybody else.
 */
export function paymentsOf(limits: BudgetLimits, payer: Payer, bill: Bill & { readonly partner: boolean }): Payment[] {
  const address = `address:${clientNetwork(payer.address ?? '')}`;
  const caller = payer.actor.kind === 'anonymous' ? address : `principal:${payer.actor.principalId}`;
  const payments = [
    ...(bill.route === undefined ? [payment('requests', caller, limits.requestsPerMinute, 1)] : []),
    // Whoever has a full bucket may have the dearest operation there is.
    payment('cost', caller, limits.costPerMinute, Math.min(bill.cost, limits.costPerMinute)),
  ];
  if (bill.partner) {
    const most = limits.clientCostPerMinute;
    payments.push(payment('client', `client:${payer.clientId}`, most, Math.min(bill.cost, most)));
  }
  const limited = (name: BudgetName, limit: RootFieldLimit | undefined, times: number, coordinate: string): void => {
    if (limit === undefined) return;
    for (const whose of new Set([address, caller]))
      payments.push(payment(name, whose, limit.perMinute, times, coordinate));
  };
  for (const [coordinate, times] of bill.rootFields)
    limited('field', limits.rootFields.get(coordinate), times, coordinate);
  if (bill.route !== undefined) limited('route', limits.routes.get(bill.route), 1, bill.route);
  return payments;
}

function payment(name: BudgetName, whose: string, capacity: number, amount: number, coordinate?: string): Payment {
  const key = keyOf(whose);
  const kind = coordinate === undefined ? name : `${name}:${coordinate}`;
  return { name, coordinate, key: `budget:${kind}:${key}`, capacity, refillSeconds: MINUTE_SECONDS, amount };
}

const keys = new LRUCache<string, string>({ max: MAX_KEYS });

/** Hashed: what is shared needs no addresses in it, and a key has a bounded length. */
function keyOf(whose: string): string {
  const known = keys.get(whose);
  if (known !== undefined) return known;
  const key = createHash('sha256').update(whose).digest('base64url').slice(0, KEY_CHARACTERS);
  keys.set(whose, key);
  return key;
}
