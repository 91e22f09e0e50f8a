import { beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createInProcessState } from '#platform/redis';
import { testCaller } from '../../testing/token-issuer.ts';
import { createBudget } from './budget.ts';
import { rateHeaders, remainingOf } from './rate-headers.ts';
import { createSharedOrLocal } from './shared-or-local.ts';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { Budget, Charge } from './budget.ts';
import type { BudgetLimits, Payer } from './buckets.ts';

const LIMITS: BudgetLimits = {
  requestsPerMinute: 6,
  costPerMinute: 1_000,
  clientCostPerMinute: 1_500,
  rootFields: new Map([
    ['Mutation.login', { perMinute: 2, failClosed: true }],
    ['Mutation.acceptGrant', { perMinute: 2, failClosed: false }],
  ]),
  routes: new Map([['POST /oauth/token', { perMinute: 2, failClosed: true }]]),
};

let clock: ReturnType<typeof createManualClock>;
let shared: SharedState;
let metrics: Metrics;
let broken: boolean;
let asked: number;

beforeEach(() => {
  clock = createManualClock(1_790_000_000_000);
  shared = createInProcessState({ clock });
  metrics = createMetrics('gateway');
  broken = false;
  asked = 0;
});

/** State that can be reached or not, as a test wants. */
const reachable: Pick<SharedState, 'takeTokens' | 'returnTokens'> = {
  takeTokens: (buckets) => {
    asked += 1;
    return broken ? Promise.reject(new Error('redis: gone')) : shared.takeTokens(buckets);
  },
  returnTokens: (buckets) => (broken ? Promise.reject(new Error('redis: gone')) : shared.returnTokens(buckets)),
};

function replica(
  change: Partial<BudgetLimits> = {},
  mode: 'enforce' | 'measure' = 'enforce',
  localEntries = 1_000,
): Budget {
  const local = createInProcessState({ clock, maxEntries: localEntries });
  return createBudget({
    limits: { ...LIMITS, ...change },
    mode,
    isPartner: (clientId) => clientId.startsWith('partner'),
    buckets: createSharedOrLocal({ shared: reachable, local, clock, metrics, logger: silentLogger }),
    metrics,
  });
}

function somebody(address = '192.0.2.1', clientId = 'web'): Payer {
  return { actor: { kind: 'anonymous' }, clientId, address };
}

function signedIn(principalId: string, address = '192.0.2.1', clientId = 'web'): Payer {
  return { actor: { ...testCaller(clock), principalId, tokenExpiresAt: 0 }, clientId, address };
}

async function pay(budget: Budget, payer: Payer, cost = 0, fields: Record<string, number> = {}): Promise<Charge> {
  let charge: Charge | undefined;
  await budget.charge(payer, { cost, rootFields: new Map(Object.entries(fields)) }, (made) => {
    charge = made;
  });
  if (charge === undefined) throw new Error('nothing was charged');
  return charge;
}

/** How many of `times` requests were let through. */
async function passed(times: number, one: () => Promise<unknown>): Promise<number> {
  const outcomes = [];
  for (let index = 0; index < times; index += 1)
    outcomes.push(
      await one().then(
        () => 1,
        () => 0,
      ),
    );
  return outcomes.reduce<number>((sum, each) => sum + each, 0);
}

describe('[R-048] a caller has so many requests in a minute', () => {
  test('also all at once, and one more when its time has come', async () => {
    const budget = replica();
    expect(await passed(10, () => pay(budget, somebody()))).toBe(6);
    clock.advance(10_000);
    expect(await passed(10, () => pay(budget, somebody()))).toBe(1);
  });

  test('a refusal says when to come back and what is left', async () => {
    const budget = replica();
    await passed(6, () => pay(budget, somebody()));
    await expect(pay(budget, somebody())).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      facts: { limit: 'requests', perMinute: 6, remaining: 0, retryAfterSeconds: 10 },
    });
    expect(await metrics.text()).toContain('lifeready_rate_limit_dropped_total{rule="requests",service="gateway"} 1');
  });

  test('replicas share one budget, and it is still used up after a restart', async () => {
    await passed(3, () => pay(replica(), somebody()));
    await passed(3, () => pay(replica(), somebody()));
    expect(await passed(3, () => pay(replica(), somebody()))).toBe(0);
  });

  test('addresses of one IPv6 network are one caller, another network is another', async () => {
    const budget = replica();
    let host = 0;
    expect(await passed(10, () => pay(budget, somebody(`2001:db8:1:1::${(host += 1).toString(16)}`)))).toBe(6);
    expect(await passed(1, () => pay(budget, somebody('2001:db8:1:2::1')))).toBe(1);
  });

  test('[R-050] whoever is signed in is one caller from everywhere, and apart from others at the same address', async () => {
    const budget = replica();
    let host = 0;
    expect(await passed(10, () => pay(budget, signedIn('anna', `192.0.2.${String((host += 1))}`)))).toBe(6);
    expect(await passed(10, () => pay(budget, signedIn('ben', '192.0.2.1')))).toBe(6);
    expect(await passed(10, () => pay(budget, somebody('192.0.2.1')))).toBe(6);
  });
});

describe('a caller has so much cost in a minute', () => {
  test('the estimate is taken, and put back but for what it really was', async () => {
    const budget = replica();
    const charge = await pay(budget, somebody(), 900);
    await expect(pay(budget, somebody(), 200)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      facts: { limit: 'cost', needed: 200, remaining: 100 },
    });
    await budget.settle(charge, 50);
    expect(remainingOf(await pay(budget, somebody(), 200))).toContainEqual(
      expect.objectContaining({ name: 'cost', remaining: 750 }),
    );
  });

  test('an estimate that was too low is paid later', async () => {
    const budget = replica();
    await budget.settle(await pay(budget, somebody(), 10), 1_500);
    await expect(pay(budget, somebody(), 1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('a refused request takes nothing, so nothing is put back for it', async () => {
    const budget = replica();
    await pay(budget, somebody(), 900);
    let refused: Charge | undefined;
    const bill = { cost: 500, rootFields: new Map<string, number>() };
    await expect(budget.charge(somebody(), bill, (charge) => (refused = charge))).rejects.toThrow();
    if (refused !== undefined) await budget.settle(refused, 0);
    expect(await passed(1, () => pay(budget, somebody(), 101))).toBe(0);
  });

  test('a full bucket is enough for an operation that costs more than one holds', async () => {
    const budget = replica();
    expect(await passed(2, () => pay(budget, somebody(), 4_000))).toBe(1);
  });

  test('a partner has one budget for all of its callers; a client of ours has none that one caller could use up', async () => {
    const budget = replica();
    const call = (payer: Payer) => () => pay(budget, payer, 800);
    expect(await passed(1, call(signedIn('a', undefined, 'partner-x')))).toBe(1);
    expect(await passed(1, call(signedIn('b', undefined, 'partner-x')))).toBe(0);
    expect(await passed(1, call(signedIn('b', undefined, 'partner-y')))).toBe(1);
    expect(await passed(1, call(signedIn('c')))).toBe(1);
    expect(await passed(1, call(signedIn('d')))).toBe(1);
  });
});

describe('[R-049] a root field has a limit of its own', () => {
  test('each alias counts, and more than the limit at once is never let through', async () => {
    const budget = replica();
    expect(await passed(3, () => pay(budget, somebody(), 0, { 'Mutation.login': 3 }))).toBe(0);
    expect(await passed(3, () => pay(budget, somebody(), 0, { 'Mutation.login': 1 }))).toBe(2);
  });

  test('for an address, whoever is signed in there, and for a principal, wherever', async () => {
    const budget = replica();
    const accept = (payer: Payer) => () => pay(budget, payer, 0, { 'Mutation.acceptGrant': 1 });
    expect(await passed(1, accept(signedIn('a', '192.0.2.1')))).toBe(1);
    expect(await passed(1, accept(signedIn('b', '192.0.2.1')))).toBe(1);
    expect(await passed(1, accept(signedIn('c', '192.0.2.1')))).toBe(0);
    expect(await passed(1, accept(signedIn('a', '192.0.2.2')))).toBe(1);
    expect(await passed(1, accept(signedIn('a', '192.0.2.3')))).toBe(0);
  });

  test('the other fields of the same caller go on', async () => {
    const budget = replica();
    await passed(3, () => pay(budget, somebody(), 0, { 'Mutation.login': 1 }));
    expect(await passed(1, () => pay(budget, somebody(), 0, { 'Query.me': 1 }))).toBe(1);
  });
});

describe('a route that is no operation', () => {
  const ask = (budget: Budget, payer: Payer, route: string, cost = 0) =>
    budget.charge(payer, { cost, rootFields: new Map(), route }, () => undefined);

  test('pays from the budget of cost, of a partner too, and counts as no request', async () => {
    const budget = replica();
    expect(await passed(10, () => ask(budget, somebody(), 'GET /files/d', 100))).toBe(10);
    await expect(ask(budget, somebody(), 'GET /files/d', 100)).rejects.toMatchObject({ facts: { limit: 'cost' } });
    expect(remainingOf(await pay(budget, somebody(), 0))).toContainEqual(
      expect.objectContaining({ name: 'requests', remaining: 5 }),
    );
    const call = (principal: string) => () => ask(budget, signedIn(principal, undefined, 'partner-x'), 'GET /f', 800);
    expect([await passed(1, call('a')), await passed(1, call('b'))]).toEqual([1, 0]);
  });

  test('[R-049] may have a limit of its own, and is refused where that cannot be counted (R-052)', async () => {
    const budget = replica();
    const token = () => ask(budget, somebody(), 'POST /oauth/token');
    expect(await passed(3, token)).toBe(2);
    await expect(token()).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      facts: { limit: 'route', coordinate: 'POST /oauth/token', perMinute: 2, retryAfterSeconds: 30 },
    });
    broken = true;
    await expect(token()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await passed(1, () => ask(budget, somebody(), 'GET /files/d', 100))).toBe(1);
  });
});

describe('[R-052] without what replicas share', () => {
  test('fields that can be guessed with are refused, the others counted by each replica', async () => {
    const budget = replica();
    broken = true;
    await expect(pay(budget, somebody(), 0, { 'Mutation.login': 1 })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      facts: { retryAfterSeconds: 5 },
    });
    expect(await passed(10, () => pay(budget, somebody()))).toBe(6);
    const text = await metrics.text();
    expect(text).toContain('lifeready_gateway_budget_fallbacks_total{outcome="closed",service="gateway"} 1');
    expect(text).toContain('lifeready_gateway_budget_fallbacks_total{outcome="local",service="gateway"} 10');
  });

  test('it is asked for once in a second, and used again when it is back', async () => {
    const budget = replica();
    broken = true;
    await passed(5, () => pay(budget, somebody()));
    expect(asked).toBe(1);
    broken = false;
    clock.advance(1_000);
    await pay(budget, somebody(), 0, { 'Mutation.login': 1 });
    await pay(budget, somebody(), 0, { 'Mutation.login': 1 });
    expect(asked).toBe(3);
  });

  test('a flood of new callers is refused rather than forget one who has used something up', async () => {
    const budget = replica({}, 'enforce', 2);
    broken = true;
    await passed(10, () => pay(budget, somebody('192.0.2.1')));
    await expect(pay(budget, somebody('192.0.2.2'))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(pay(budget, somebody('192.0.2.1'))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('what was paid there is put back there', async () => {
    const budget = replica();
    broken = true;
    const charge = await pay(budget, somebody(), 1_000);
    await budget.settle(charge, 0);
    expect(await passed(1, () => pay(budget, somebody(), 1_000))).toBe(1);
  });
});

describe('measuring', () => {
  test('lets everything through and counts what it would have refused', async () => {
    const budget = replica({}, 'measure');
    expect(await passed(8, () => pay(budget, somebody(), 0, { 'Mutation.login': 1 }))).toBe(8);
    broken = true;
    clock.advance(1_000);
    expect(await passed(1, () => pay(budget, somebody('192.0.2.9'), 0, { 'Mutation.login': 1 }))).toBe(1);
    expect(await metrics.text()).toContain('lifeready_gateway_budget_measured_total{rule="Mutation.login"');
  });
});

describe('headers', () => {
  test('say every budget that was paid from, and the older ones the requests', async () => {
    const budget = replica();
    const charge = await pay(budget, somebody(), 250, { 'Mutation.login': 1 });
    expect(rateHeaders(charge)).toEqual({
      'ratelimit-policy': '"requests";q=6;w=60, "cost";q=1000;w=60;qu="cost", "Mutation.login";q=2;w=60',
      ratelimit: '"requests";r=5;t=10, "cost";r=750;t=15, "Mutation.login";r=1;t=30',
      'x-ratelimit-limit': '6',
      'x-ratelimit-remaining': '5',
      'x-ratelimit-reset': '10',
    });
  });

  test('of two buckets for one field the emptier one is told', async () => {
    const budget = replica();
    await pay(budget, signedIn('a', '192.0.2.7'), 0, { 'Mutation.acceptGrant': 1 });
    const charge = await pay(budget, signedIn('b', '192.0.2.7'), 0, { 'Mutation.acceptGrant': 1 });
    expect(remainingOf(charge)).toContainEqual(expect.objectContaining({ name: 'Mutation.acceptGrant', remaining: 0 }));
  });
});
