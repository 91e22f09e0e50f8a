import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMetrics } from '#platform/metrics';
import { createRequestAccounts } from './request-accounts.ts';
import type { Metrics } from '#platform/metrics';
import type { Budget } from './budget/budget.ts';
import type { CostLimits } from './cost/cost-limits.ts';
import type { AccountHolder, RequestAccounts } from './request-accounts.ts';

const LIMITS: CostLimits = {
  mode: 'enforce',
  maxOf: (clientId) => (clientId === 'small' ? 50 : 100),
  subgraphMode: 'enforce',
  maxOfSubgraph: (subgraph) => (subgraph === 'audit' ? 30 : undefined),
};
const OPERATION = { variables: { n: 1 }, documentCost: 10, rootFields: new Map([['Query.me', 1]]) };

let metrics: Metrics;
let paid: number[];
let settled: number[];

/** Takes whatever is asked for. */
const budget: Budget = {
  charge: (_payer, { cost }, onCharge) => {
    paid.push(cost);
    onCharge({ taken: true, payments: [], remaining: [], from: 'shared' });
    return Promise.resolve();
  },
  settle: (_charge, actual) => {
    settled.push(actual);
    return Promise.resolve();
  },
};

function accountsWith(change: Partial<CostLimits> = {}): RequestAccounts {
  return createRequestAccounts({ limits: { ...LIMITS, ...change }, budget, tellSubgraphs: false, metrics });
}

function holder(clientId = 'web'): AccountHolder {
  return { actor: { kind: 'anonymous' }, clientId, address: '192.0.2.1', tellCost: true };
}

function estimate(bySubgraph: Readonly<Record<string, number>>) {
  const costs = new Map(Object.entries(bySubgraph));
  return { total: [...costs.values()].reduce((sum, cost) => sum + cost, 0), bySubgraph: costs };
}

beforeEach(() => {
  metrics = createMetrics('gateway');
  [paid, settled] = [[], []];
});

describe('[R-059] an operation that costs too much is refused before it pays', () => {
  test.each([
    ['as a whole', 'web', { vault: 101 }, 'COST_ESTIMATED_TOO_EXPENSIVE', 101, 100],
    ['for its client', 'small', { vault: 51 }, 'COST_ESTIMATED_TOO_EXPENSIVE', 51, 50],
    ['for one subgraph', 'web', { vault: 40, audit: 31 }, 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', 31, 30],
  ])('%s', async (_what, client, costs, code, estimated, max) => {
    const accounts = accountsWith();
    const request = holder(client);
    accounts.open(request, OPERATION);
    await expect(accounts.admit(request, estimate(costs))).rejects.toMatchObject({ code, facts: { estimated, max } });
    expect(paid).toEqual([]);
  });

  test('already as a document, without a plan', () => {
    expect(() => {
      accountsWith().open(holder(), { ...OPERATION, documentCost: 101 });
    }).toThrow(expect.objectContaining({ code: 'COST_ESTIMATED_TOO_EXPENSIVE' }));
  });

  test('the limits themselves pass', async () => {
    const accounts = accountsWith();
    const request = holder();
    accounts.open(request, { ...OPERATION, documentCost: 100 });
    await accounts.admit(request, estimate({ vault: 70, audit: 30 }));
    expect(paid).toEqual([100]);
  });

  test('a mode that measures counts it and lets it through', async () => {
    const accounts = accountsWith({ mode: 'measure', subgraphMode: 'measure' });
    const request = holder();
    accounts.open(request, { ...OPERATION, documentCost: 500 });
    await accounts.admit(request, estimate({ vault: 500 }));
    expect(await metrics.text()).toContain(
      'lifeready_gateway_cost_exceeded_total{rule="operation",mode="measure",service="gateway"} 1',
    );
  });

  test('a limit that is only measured hides none that is enforced', async () => {
    const accounts = accountsWith({ mode: 'measure' });
    const request = holder();
    accounts.open(request, OPERATION);
    await expect(accounts.admit(request, estimate({ vault: 500, audit: 31 }))).rejects.toMatchObject({
      code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
    });
    const other = accountsWith({ subgraphMode: 'measure' });
    const second = holder();
    other.open(second, OPERATION);
    await expect(other.admit(second, estimate({ vault: 40, audit: 61 }))).rejects.toMatchObject({
      code: 'COST_ESTIMATED_TOO_EXPENSIVE',
    });
    expect(paid).toEqual([]);
  });

  test('a request whose operation nobody looked at does not run', async () => {
    await expect(accountsWith().admit(holder(), estimate({}))).rejects.toThrow('without an account');
  });
});

describe('what is paid in the end', () => {
  async function closed(record: (accounts: RequestAccounts, request: AccountHolder) => void): Promise<RequestAccounts> {
    const accounts = accountsWith();
    const request = holder();
    accounts.open(request, OPERATION);
    await accounts.admit(request, estimate({ vault: 60, audit: 20 }));
    record(accounts, request);
    accounts.close(request);
    return accounts;
  }

  test.each([
    [
      'what the answers cost, over all calls',
      [
        ['vault', 5],
        ['audit', 2],
        ['vault', 1],
      ],
      8,
    ],
    ['nothing when nobody was called', [], 0],
    [
      'the estimate of a subgraph that answered with nothing',
      [
        ['vault', undefined],
        ['audit', 2],
      ],
      62,
    ],
    [
      'no less than its answers',
      [
        ['audit', 25],
        ['audit', undefined],
      ],
      25,
    ],
  ] as const)('is %s', async (_what, calls, owed) => {
    await closed((accounts, request) => {
      for (const [subgraph, cost] of calls) accounts.record(request, subgraph, cost);
    });
    expect(settled).toEqual([owed]);
  });

  test('estimate, actual cost and their difference are exported', async () => {
    await closed((accounts, request) => {
      accounts.record(request, 'vault', 30);
    });
    const text = await metrics.text();
    expect(text).toContain('lifeready_gateway_cost_estimated_sum{service="gateway"} 80');
    expect(text).toContain('lifeready_gateway_cost_actual_sum{service="gateway"} 30');
    expect(text).toContain('lifeready_gateway_cost_delta_sum{service="gateway"} 50');
  });
});

describe('what an answer says', () => {
  test('is nothing about a request without an account', () => {
    expect(accountsWith().report(holder())).toBeUndefined();
  });

  test('is no more than the budgets, for a client that does not ask', () => {
    const accounts = accountsWith();
    const request = { ...holder(), tellCost: false };
    accounts.open(request, OPERATION);
    expect(accounts.report(request)).toEqual({ headers: {}, extensions: undefined });
  });

  test('leaves the names of subgraphs out for the public', async () => {
    const accounts = accountsWith();
    const request = holder();
    accounts.open(request, OPERATION);
    await accounts.admit(request, estimate({ vault: 60 }));
    expect(JSON.stringify(accounts.report(request))).not.toContain('vault');
  });
});
