import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createInProcessState } from '#platform/redis';
import { readGatewaySettings } from '../config.ts';
import { openBudget, openRequestAccounts } from './open-request-accounts.ts';
import type { ClientRules } from '../documents/document-store.ts';
import type { AccountHolder, RequestAccounts } from './request-accounts.ts';

type Client = Pick<ClientRules, 'maxCost' | 'party'>;

/** Accounts as the configuration says. @param clients those that are registered */
function accountsOf(
  environment: Readonly<Record<string, string>>,
  clients: Readonly<Record<string, Client>> = {},
  isAway = false,
): RequestAccounts {
  const clock = createManualClock(1_790_000_000_000);
  const needed = { LIFEREADY_ENV: 'test', PORT: '0', GATEWAY_ACCESS: 'off', SUPERGRAPH_FILE: 'x' };
  const { config } = readGatewaySettings({ ...needed, GATEWAY_MAX_COST: '100', ...environment });
  const here = createInProcessState({ clock });
  const gone = (): Promise<never> => Promise.reject(new Error('redis: gone'));
  const state = isAway ? { ...here, takeTokens: gone, returnTokens: gone } : here;
  const clientOf = (clientId: string): Client | undefined => clients[clientId];
  const metrics = createMetrics('gateway');
  const budget = openBudget({ config, state, clientOf, clock, metrics, logger: silentLogger });
  return openRequestAccounts({ config, budget, clientOf, tellSubgraphs: false, metrics });
}

/** What becomes of one request. */
async function outcomeOf(
  accounts: RequestAccounts,
  request: { readonly client?: string; readonly cost?: number; readonly fields?: readonly string[] },
): Promise<unknown> {
  const { client = 'web', cost = 1, fields = [] } = request;
  const holder: AccountHolder = { actor: { kind: 'anonymous' }, clientId: client, address: '192.0.2.1' };
  try {
    const rootFields = new Map(fields.map((field) => [field, 1]));
    accounts.open(holder, { variables: {}, documentCost: cost, rootFields });
    await accounts.admit(holder, { total: cost, bySubgraph: new Map([['vault', cost]]) });
    return 'admitted';
  } catch (error) {
    const { code, facts } = error as { readonly code: string; readonly facts: Readonly<Record<string, unknown>> };
    return [code, facts['max'] ?? facts['perMinute']];
  }
}

const DEAR = 'COST_ESTIMATED_TOO_EXPENSIVE';

describe('[R-059] what one operation may cost', () => {
  const clients = {
    registered: { party: 'partner', maxCost: 40 },
    generous: { party: 'partner', maxCost: 1_000 },
  } as const;

  test.each([
    ['web', 100],
    ['somebody', 100],
    // What was registered for a client holds, but no more than everybody may have.
    ['registered', 40],
    ['generous', 100],
  ])('%s: the smaller one of what everybody and what the client may spend', async (client, max) => {
    const accounts = accountsOf({}, clients);
    expect(await outcomeOf(accounts, { client, cost: max })).toBe('admitted');
    expect(await outcomeOf(accounts, { client, cost: max + 1 })).toEqual([DEAR, max]);
  });

  test('a client may be given more or less than others by a setting, and no more than is registered for it', async () => {
    const accounts = accountsOf({ GATEWAY_CLIENT_MAX_COST: 'web=300, registered=300, generous=300' }, clients);
    expect(await outcomeOf(accounts, { client: 'web', cost: 301 })).toEqual([DEAR, 300]);
    expect(await outcomeOf(accounts, { client: 'web', cost: 300 })).toBe('admitted');
    expect(await outcomeOf(accounts, { client: 'registered', cost: 41 })).toEqual([DEAR, 40]);
    expect(await outcomeOf(accounts, { client: 'generous', cost: 301 })).toEqual([DEAR, 300]);
  });

  test('one subgraph may be given less, apart from what the whole may cost', async () => {
    const enforced = { GATEWAY_SUBGRAPH_MAX_COST: 'vault=7' };
    expect(await outcomeOf(accountsOf(enforced), { cost: 8 })).toEqual(['SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', 7]);
    const measured = accountsOf({ ...enforced, GATEWAY_SUBGRAPH_COST_MODE: 'measure' });
    expect(await outcomeOf(measured, { cost: 8 })).toBe('admitted');
    expect(await outcomeOf(measured, { cost: 101 })).toEqual([DEAR, 100]);
    const wholeMeasured = accountsOf({ ...enforced, GATEWAY_COST_MODE: 'measure' });
    expect(await outcomeOf(wholeMeasured, { cost: 101 })).toEqual(['SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', 7]);
  });
});

describe('[R-049] limits of root fields', () => {
  const times = async (accounts: RequestAccounts, field: string, count: number): Promise<unknown[]> => {
    const outcomes = [];
    for (let time = 0; time < count; time += 1) outcomes.push(await outcomeOf(accounts, { fields: [field] }));
    return outcomes;
  };

  test('are those of the code, unless a setting says otherwise', async () => {
    expect((await times(accountsOf({}), 'Mutation.login', 6)).slice(4)).toEqual(['admitted', ['RATE_LIMITED', 5]]);
    const set = accountsOf({ GATEWAY_ROOT_FIELD_LIMITS: 'Mutation.login=2,Query.documents=1' });
    expect(await times(set, 'Mutation.login', 3)).toEqual(['admitted', 'admitted', ['RATE_LIMITED', 2]]);
    expect(await times(set, 'Query.documents', 2)).toEqual(['admitted', ['RATE_LIMITED', 1]]);
    expect((await times(set, 'Mutation.signUp', 4)).at(-1)).toEqual(['RATE_LIMITED', 3]);
  });

  test('[R-052] a setting changes how often, not what becomes of the field without Redis', async () => {
    const accounts = accountsOf({ GATEWAY_ROOT_FIELD_LIMITS: 'Mutation.login=1000' }, {}, true);
    expect(await outcomeOf(accounts, { fields: ['Mutation.login'] })).toEqual(['SERVICE_UNAVAILABLE', undefined]);
    expect(await outcomeOf(accounts, { fields: ['Query.me'] })).toBe('admitted');
  });

  test('the factor of development is on all of them', async () => {
    const accounts = accountsOf({ GATEWAY_BUDGET_FACTOR: '2' });
    expect((await times(accounts, 'Mutation.login', 11)).slice(9)).toEqual(['admitted', ['RATE_LIMITED', 10]]);
  });
});
