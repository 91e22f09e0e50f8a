import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { attach, emergencyPack, textDocument } from '../../support/e2e/world.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { somebody } from '../../support/e2e/people.ts';
import { startVouchingGraph } from '../../support/graph/vouched-callers.ts';
import { testCaller } from '../../support/service/test-caller.ts';
import type { VouchingGraph } from '../../support/graph/vouched-callers.ts';
import type { TestCaller } from '../../support/service/test-caller.ts';

const CASES = 6;
/** Not what every transaction needs, nor what services write by themselves meanwhile. */
const QUESTION = /^\w+: SELECT (?!set_config)/;
const OVERVIEW = `query ($first: Int!, $onBehalfOf: ID) { cases(first: $first, onBehalfOf: $onBehalfOf) { nodes {
  status
  evidence { name document { title tier currentVersion { sha256 } } }
  transitions(first: 2) { nodes { to } }
} } }`;
const TRAILS = `query ($first: Int!) { cases(first: $first) { nodes { principal { displayName } auditTrail(first: 3) { nodes { action actor { displayName } } } } } }`;

let graph: VouchingGraph;
let owner: TestCaller;
let proxy: TestCaller;
let statements: string[] = [];

beforeAll(async () => {
  graph = await startVouchingGraph({ onStatement: (service, sql) => statements.push(`${service}: ${sql}`) });
  const { person } = await somebody(graph.url);
  const claims = Buffer.from(person.accessToken().split('.')[1] ?? '', 'base64url').toString();
  const { sub: principalId, tid: tenantId } = JSON.parse(claims) as { sub: string; tid: string };
  for (let number = 0; number < CASES; number += 1)
    await attach(person, await emergencyPack(person, 'draft'), 'directive_1', await textDocument(person));
  owner = testCaller({ principalId, tenantId });
  const right = { role: 'proxy', accessLevel: 'read_only_all', tiers: ['green', 'amber'], expiresAt: null } as const;
  proxy = testCaller({ grants: [{ ...right, id: newId(), principalId, tenantId, tiers: [...right.tiers] }] });
});

afterAll(() => graph.close());

beforeEach(() => {
  Object.assign(graph.layers, { gateway: true, shield: true, decisions: true });
});

/** Services ask now and then of themselves (to publish, to anchor, to tidy up); of several times the least is what the query costs. */
const REPEATS = 5;

/** Questions to PostgreSQL for the first so many cases. */
async function cost(who: TestCaller, query: string, first: number): Promise<string[]> {
  let least = await costOnce(who, query, first);
  for (let again = 1; again < REPEATS; again += 1) {
    const other = await costOnce(who, query, first);
    if (other.length < least.length) least = other;
  }
  return least;
}

async function costOnce(who: TestCaller, query: string, first: number): Promise<string[]> {
  const onBehalfOf = who === proxy ? owner.principalId : null;
  const client = createGraphClient(graph.url);
  const token = graph.signIn(who);
  // The exchange of the token asks for itself, once.
  await client.execute({ query: '{ caseTypes { type } }', token });
  statements = [];
  const answer = await client.execute<{ cases: { nodes: unknown[] } }>({
    query,
    variables: { first, onBehalfOf },
    token,
  });
  expect(answer.expectData().cases.nodes).toHaveLength(first);
  expect(answer.text).not.toContain('"document":null');
  return statements.filter((line) => QUESTION.test(line));
}

describe('[R-046] whose an object is costs no statement for each object', () => {
  test.each([
    ['the owner', () => owner, OVERVIEW],
    ['the owner, with trails', () => owner, TRAILS],
    ['a proxy', () => proxy, OVERVIEW],
  ])('%s: six cases cost as many statements as two', async (_name, who, query) => {
    const two = await cost(who(), query, 2);
    const six = await cost(who(), query, CASES);
    expect(six).toHaveLength(two.length);
    expect(six.length).toBeLessThan(15);
  });

  test('the owner: the layers cost no statement at all', async () => {
    const all = await cost(owner, OVERVIEW, CASES);
    Object.assign(graph.layers, { gateway: false, shield: false, decisions: false });
    expect(await cost(owner, OVERVIEW, CASES)).toHaveLength(all.length);
  });
});
