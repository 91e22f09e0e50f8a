import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EXECUTORS } from './execution/executors.ts';
import { closedPort } from './testing/closed-port.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { GraphqlResult, TestGateway } from './testing/test-gateway.ts';

/** Costs 61 as a document; in its plan the five documents are asked for a second time, by the audit service. */
const TRAILS = 'query ($n: Int) { documents(first: $n) { nodes { id auditTrail(first: 10) { nodes { action } } } } }';
const ME = '{ me { id } }';
const LOGIN = 'login(input: { email: "a@b.example", password: "x" }) { __typename }';
const IN_FULL = { n: 5 };
const ORIGIN = 'https://app.example.test';

const resolvers = {
  identity: {
    Query: { me: () => ({ id: 'p1' }) },
    Mutation: { login: () => ({ __typename: 'LoginPayload' }) },
  },
  vault: { Query: { documents: () => ({ nodes: [{ id: 'd1' }, { id: 'd2' }] }) } },
  audit: { Document: { auditTrail: () => ({ nodes: [{ action: 'vault.document.read' }] }) } },
};

let gateway: TestGateway;

async function open(environment: Readonly<Record<string, string>>): Promise<void> {
  gateway = await startTestGateway({ environment: { GATEWAY_BUDGET_FACTOR: '1', ...environment }, resolvers });
}

function callsOfSubgraphs(): number {
  return Object.values(gateway.services).reduce((sum, { calls }) => sum + calls.length, 0);
}

function codeOf({ body }: GraphqlResult): string | undefined {
  return body.errors?.[0]?.extensions.code;
}

function costOf({ body }: GraphqlResult): unknown {
  return (body.extensions as { readonly cost?: unknown } | undefined)?.cost;
}

describe.each(EXECUTORS)('what a request costs, by the executor %s', (executor) => {
  beforeAll(() =>
    open({ GATEWAY_EXECUTOR: executor, GATEWAY_MAX_COST: '66', GATEWAY_SUBGRAPH_MAX_COST: 'identity=40' }),
  );
  afterAll(() => gateway.close());
  afterEach(() => {
    for (const service of Object.values(gateway.services)) service.answer = undefined;
  });

  const send = (query: string, variables = {}, headers = {}) =>
    gateway.post({ query, variables }, { ...bearer(gateway.signIn()), ...headers });

  test('[R-059] is known from the plan, joins included, before any subgraph is called', async () => {
    expect((await send(TRAILS, IN_FULL)).body.errors).toBeUndefined();
    const before = callsOfSubgraphs();
    const refused = await send(TRAILS, { n: 6 });
    expect(refused.status).toBe(400);
    expect(codeOf(refused)).toBe('COST_ESTIMATED_TOO_EXPENSIVE');
    // 66 as a document, so it is the join that makes the difference.
    const joined = await send(TRAILS.replace('nodes { id', 'nodes { owner { id } id'), IN_FULL);
    expect(joined.body.errors?.[0]?.extensions).toMatchObject({
      code: 'COST_ESTIMATED_TOO_EXPENSIVE',
      estimated: 71,
      max: 66,
    });
    expect(callsOfSubgraphs()).toBe(before);
  });

  test('is told to clients that ask, with what the answers really cost', async () => {
    const told = await send(TRAILS, IN_FULL, { 'x-cost': '1' });
    // Two documents on a page, each again with its trail of one entry.
    const bySubgraph = { vault: { estimated: 6, actual: 3 }, audit: { estimated: 60, actual: 6 } };
    expect(costOf(told)).toEqual({ estimated: 66, actual: 9, max: 66, bySubgraph });
    expect(told.headers.get('x-cost-estimated')).toBe('66');
    expect(told.headers.get('x-cost-actual')).toBe('9');
    expect(told.headers.get('x-cost-max')).toBe('66');
    const untold = await send(TRAILS, IN_FULL);
    expect(untold.body.extensions).toBeUndefined();
    expect(untold.headers.get('x-cost-estimated')).toBeNull();
  });

  test('a service may be given less than the whole, and is not named', async () => {
    const before = callsOfSubgraphs();
    const refused = await gateway.post({ query: `mutation { a: ${LOGIN} b: ${LOGIN} }` });
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({
      code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
      max: 40,
    });
    expect(JSON.stringify(refused.body)).not.toContain('identity');
    expect(callsOfSubgraphs()).toBe(before);
  });

  test('what a subgraph did for nothing is paid', async () => {
    gateway.services.vault.answer = () => ({ status: 200, body: { errors: [{ message: 'm' }], data: null } });
    const token = gateway.signIn();
    const send2 = () => gateway.post({ query: TRAILS, variables: IN_FULL }, { ...bearer(token), 'x-cost': '1' });
    await send2();
    const { body } = await send2();
    const { budgets } = body.extensions as { budgets: { name: string; limit: number; remaining: number }[] };
    const cost = budgets.find(({ name }) => name === 'cost');
    // Less what has come back meanwhile: 6 of the first one stay paid, and the second one is charged in full.
    expect(cost?.remaining).toBeLessThanOrEqual((cost?.limit ?? 0) - 66);
  });
});

describe('measuring costs', () => {
  beforeAll(() => open({ GATEWAY_MAX_COST: '66', GATEWAY_COST_MODE: 'measure' }));
  afterAll(() => gateway.close());

  test('lets an operation run that would be refused', async () => {
    const { body } = await gateway.post(
      { query: TRAILS, variables: { n: 50 } },
      { ...bearer(gateway.signIn()), 'x-cost': '1' },
    );
    expect(body.errors).toBeUndefined();
    expect(body.extensions).toMatchObject({ cost: { estimated: 1 + 50 + 50 * 12, actual: 9, max: 66 } });
  });
});

describe('a budget', () => {
  beforeEach(() =>
    open({ GATEWAY_REQUESTS_PER_MINUTE: '3', GATEWAY_COST_PER_MINUTE: '5000', CORS_ALLOWED_ORIGINS: ORIGIN }),
  );
  afterEach(() => gateway.close());

  test('[R-048] is told with every answer, and ends in 429 with the time to wait, before any subgraph is called', async () => {
    const token = gateway.signIn();
    const first = await gateway.post({ query: ME }, bearer(token));
    expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=3;w=60, "cost";q=5000;w=60;qu="cost"');
    expect(first.headers.get('ratelimit')).toContain('"requests";r=2;t=20');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('2');
    for (let more = 0; more < 2; more += 1) await gateway.post({ query: ME }, bearer(token));
    const before = callsOfSubgraphs();
    const refused = await gateway.post({ query: ME }, { ...bearer(token), 'x-cost': '1' });
    expect(refused.status).toBe(429);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      limit: 'requests',
      remaining: 0,
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused.body.extensions).toMatchObject({ budgets: [{ name: 'requests', remaining: 0 }, { name: 'cost' }] });
    expect(callsOfSubgraphs()).toBe(before);
    // Somebody else at the same address goes on.
    expect((await gateway.post({ query: ME }, bearer(gateway.signIn()))).status).toBe(200);
  });

  test('[R-055] is told to scripts of a listed origin, with every header that says something of it', async () => {
    const headers = { ...bearer(gateway.signIn()), origin: ORIGIN, 'x-cost': '1' };
    for (let request = 0; request < 3; request += 1) await gateway.post({ query: ME }, headers);
    const refused = await gateway.post({ query: ME }, headers);
    const said = [...refused.headers.keys()].filter((name) => /rate-?limit|x-cost|retry|request-id/.test(name));
    expect(said).toHaveLength(10);
    const exposed = refused.headers.get('access-control-expose-headers')?.split(', ') ?? [];
    expect(said.filter((name) => !exposed.includes(name))).toEqual([]);
  });

  test('[R-049] of a root field is used up by aliases too', async () => {
    const many = ['a', 'b', 'c'].map((alias) => `${alias}: ${LOGIN}`).join(' ');
    expect(codeOf(await gateway.post({ query: `mutation { ${many} }` }))).toBeUndefined();
    const refused = await gateway.post({ query: `mutation Other { ${many} }` });
    expect(refused.status).toBe(429);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({
      limit: 'field',
      coordinate: 'Mutation.login',
      perMinute: 5,
    });
  });
});

describe('[R-052] when Redis is gone', () => {
  beforeAll(async () => {
    const port = await closedPort();
    await open({ REDIS_URL: `redis://127.0.0.1:${String(port)}`, GATEWAY_REQUESTS_PER_MINUTE: '3' });
  });
  afterAll(() => gateway.close());

  test('what can be guessed with is refused, the rest goes on and is counted here', async () => {
    const refused = await gateway.post({ query: `mutation { ${LOGIN} }` });
    expect([refused.status, codeOf(refused)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const token = gateway.signIn();
    const statuses = [];
    for (let request = 0; request < 4; request += 1)
      statuses.push((await gateway.post({ query: ME }, bearer(token))).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});
