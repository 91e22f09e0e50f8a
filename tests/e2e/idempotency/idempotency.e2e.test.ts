import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WITHOUT_KEY as withoutKeyInCase } from '../../../subgraphs/case/graphql/without-key.ts';
import { WITHOUT_KEY as withoutKeyInIdentity } from '../../../subgraphs/identity/graphql/without-key.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { mutationNames } from '../../support/e2e/operations.ts';
import { somebody } from '../../support/e2e/people.ts';
import { takeSnapshot } from '../../support/e2e/snapshot.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { prepareMutations } from '../audit-unavailable/mutations.ts';
import { loggedIntents } from './logged-intents.ts';
import { openLossyLine } from './lossy-line.ts';
import { fullMutation } from './mutation-text.ts';
import type { PreparedMutation } from '../audit-unavailable/prepared-mutation.ts';
import type { Somebody } from '../../support/e2e/people.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';
import type { LossyLine } from './lossy-line.ts';

/** Building the world takes two dozen sign-ups and exports. */
const WORLD_LIMIT_MS = 180_000;
const WITHOUT_KEY = [...Object.keys(withoutKeyInCase), ...Object.keys(withoutKeyInIdentity)].sort();
/** What ends a grant or a session comes last. */
const LAST = ['revokeGrant', 'revokeSession'];
const WITH_KEY = [...mutationNames().filter((name) => ![...WITHOUT_KEY, ...LAST, 'markCaseReady'].includes(name))];

let toGateway: LossyLine;
let toVault: LossyLine;
let stack: TestStack;
let prepared: Readonly<Record<string, PreparedMutation>>;

beforeAll(async () => {
  [toGateway, toVault] = [await openLossyLine(), await openLossyLine()];
  stack = await startTestStack({
    // What a killed vault did not report is reported soon after its restart.
    overrides: { gateway: { VAULT_URL: toVault.url }, vault: { AUDIT_RECONCILE_AFTER_SECONDS: '3' } },
    beforeStart: ({ vault }) => {
      toVault.connectTo(vault);
    },
  });
  toGateway.connectTo(stack.url);
  prepared = await prepareMutations(stack);
}, WORLD_LIMIT_MS);

// Also when there is no stack: a line that is left open keeps the run from ending.
afterAll(async () => {
  try {
    await stack.dispose();
  } finally {
    await toGateway.close();
    await toVault.close();
  }
});

interface Call {
  readonly query: string;
  readonly variables: unknown;
  readonly token: string | undefined;
  readonly key: string;
}

function send({ query, variables, token, key }: Call, requestId: string, url = stack.url) {
  const headers = { 'idempotency-key': key, 'x-request-id': requestId };
  return createGraphClient(url).execute({ query, variables, token, headers });
}

async function callOf(name: string): Promise<Call> {
  const mutation = prepared[name];
  if (mutation === undefined) throw new Error(`${name} has no row`);
  const variables = { input: await mutation.input() };
  return { query: fullMutation(name), variables, token: mutation.token?.(), key: randomUUID() };
}

describe('without a kept answer', () => {
  test.each(WITHOUT_KEY)('%s says that it takes no key, and does nothing', async (name) => {
    const before = await takeSnapshot(stack);
    const query = fullMutation(name);
    const call = { query, variables: { input: await prepared[name]?.input() }, token: prepared[name]?.token?.() };
    const afterInput = name === 'verifyMfa' ? await takeSnapshot(stack) : before;
    (await send({ ...call, key: randomUUID() }, randomUUID())).expectError('IDEMPOTENCY_KEY_NOT_TAKEN');
    expect(await takeSnapshot(stack)).toEqual(afterInput);
  });
});

describe('[R-108] the client is cut off after the change, before the answer', () => {
  test.each(['markCaseReady', ...WITH_KEY, ...LAST])(
    '%s, repeated with its key, is answered as the first time, and happened once',
    async (name) => {
      const call = await callOf(name);
      const [lostId, secondId, thirdId] = [randomUUID(), randomUUID(), randomUUID()];
      toGateway.losesAnswers = true;
      const lost = toGateway.nextLostAnswer();
      await expect(send(call, lostId, toGateway.url)).rejects.toThrow();
      toGateway.losesAnswers = false;
      const first = await lost;
      const before = await takeSnapshot(stack);
      const second = await send(call, secondId);
      const third = await send(call, thirdId);
      // Whoever ended their own session is nobody when they repeat it.
      if (name === 'revokeSession') {
        second.expectError('UNAUTHENTICATED');
      } else {
        expect(first).toEqual({ data: second.expectData() });
        expect(second.expectData()).toEqual(third.expectData());
      }
      expect(await takeSnapshot(stack)).toEqual(before);
      expect(await loggedIntents(stack, lostId)).toEqual(['ATTEMPTED', 'COMMITTED']);
      for (const repeated of [secondId, thirdId]) expect(await loggedIntents(stack, repeated)).toEqual([]);
    },
  );
});

const ADD_PERSON = 'mutation ($input: AddPersonInput!) { addPerson(input: $input) { person { id fullName } } }';

describe('[R-108] one person, one key', () => {
  let person: Somebody;
  beforeAll(async () => {
    person = await somebody(stack.url, 'repeating');
  });

  const adding = (fullName: string, key: string): Call => ({
    query: ADD_PERSON,
    variables: { input: { fullName } },
    token: person.person.accessToken(),
    key,
  });
  const count = async (fullName: string): Promise<number> => {
    const { people } = (
      await person.execute<{ people: { nodes: { fullName: string }[] } }>(
        '{ people(first: 100) { nodes { fullName } } }',
      )
    ).expectData();
    return people.nodes.filter((each) => each.fullName === fullName).length;
  };

  test('the service is killed between its commit and its answer: after its restart the repetition is answered', async () => {
    const call = adding('Killed', randomUUID());
    const vault = stack.processes.get('vault');
    const lostId = randomUUID();
    toVault.losesAnswers = true;
    const lost = toVault.nextLostAnswer();
    const first = send(call, lostId);
    await lost;
    await vault?.kill();
    toVault.losesAnswers = false;
    (await first).expectError('SUBGRAPH_UNAVAILABLE');
    await vault?.start();
    const second = await send(call, randomUUID());
    expect((await send(call, randomUUID())).expectData()).toEqual(second.expectData());
    expect(second.expectData()).toMatchObject({ addPerson: { person: { fullName: 'Killed' } } });
    expect(await count('Killed')).toBe(1);
    expect(await loggedIntents(stack, lostId)).toEqual(['ATTEMPTED', 'COMMITTED']);
  });

  test('twenty at once are one change; each is answered the same, or told when to come back', async () => {
    const call = adding('Twenty', randomUUID());
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(call, randomUUID())));
    const data = new Set<string>();
    for (const answer of answers) {
      if (answer.errors.length === 0) data.add(JSON.stringify(answer.expectData()));
      else {
        expect(answer.expectError('IDEMPOTENCY_IN_PROGRESS').extensions).toMatchObject({ retryAfterSeconds: 1 });
        expect(answer.headers.get('retry-after')).toBe('1');
      }
    }
    expect(data.size).toBe(1);
    expect(await count('Twenty')).toBe(1);
  });

  test('another request with the key is refused, be it a word that differs, an alias or another mutation', async () => {
    const call = adding('Reused', randomUUID());
    (await send(call, randomUUID())).expectData();
    const others: Call[] = [
      { ...call, variables: { input: { fullName: 'Reused by mistake' } } },
      { ...call, query: ADD_PERSON.replace('addPerson(', 'again: addPerson(') },
      {
        ...call,
        query: 'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id } } }',
        variables: { input: { category: 'VEHICLE', label: 'Car' } },
      },
    ];
    for (const other of others) (await send(other, randomUUID())).expectError('IDEMPOTENCY_KEY_REUSED');
    expect([await count('Reused'), await count('Reused by mistake')]).toEqual([1, 0]);
  });

  test('two mutations of one request are two changes, and both are repeated', async () => {
    const query = `mutation { a: addPerson(input: { fullName: "Twin" }) { person { id } } b: addPerson(input: { fullName: "Twin" }) { person { id } } }`;
    const call = { ...adding('Twin', randomUUID()), query, variables: {} };
    const first = (await send(call, randomUUID())).expectData();
    expect((await send(call, randomUUID())).expectData()).toEqual(first);
    expect(await count('Twin')).toBe(2);
  });

  test('somebody else with the same key and the same request gets an answer of their own', async () => {
    const call = adding('Mine', randomUUID());
    const mine = (await send(call, randomUUID())).expectData();
    const stranger = await somebody(stack.url, 'stranger');
    const theirs = await send({ ...call, token: stranger.person.accessToken() }, randomUUID());
    expect(theirs.expectData()).not.toEqual(mine);
    expect(await count('Mine')).toBe(1);
  });

  test('a key of another form is refused, on queries too; a good one means nothing there', async () => {
    const call = { ...adding('Nobody', 'short'), query: ADD_PERSON };
    (await send(call, randomUUID())).expectError('BAD_REQUEST');
    const query = '{ people { nodes { id } } }';
    (await send({ ...call, query, variables: {} }, randomUUID())).expectError('BAD_REQUEST');
    (await send({ ...call, query, variables: {}, key: randomUUID() }, randomUUID())).expectData();
    expect(await count('Nobody')).toBe(0);
  });
});
