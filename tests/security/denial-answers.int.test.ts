import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ANONYMOUS } from '#platform/auth';
import type { Caller } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { registerSubgraph } from '#platform/graphql';
import { createHttpServer } from '#platform/http';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import type { FastifyInstance } from 'fastify';
import { bearer, startTestGateway } from '../../gateway/testing/test-gateway.ts';
import type { TestGateway } from '../../gateway/testing/test-gateway.ts';
import { createRecordedDenials } from '../../platform/graphql/testing/recorded-denials.ts';
import { testCaller } from '../support/service/test-identity.ts';

/** One coordinate with every condition there is: role, grant and its level, scope, tier, step-up. */
const COORDINATE = 'Mutation.exportPack';
const query = `mutation { exportPack(input: { caseId: "${newId()}" }) { __typename } }`;
const REQUEST_ID = 'request-of-a-denial';
const ROOT = path.join(import.meta.dirname, '..', '..');

type Change = Partial<Omit<Caller, 'tokenExpiresAt'>>;

const nowSeconds = Math.floor(systemClock.now() / 1_000);
const grant = {
  id: newId(),
  tenantId: newId(),
  principalId: newId(),
  role: 'proxy',
  accessLevel: 'read_only_packs',
  tiers: ['amber'],
  expiresAt: null,
} satisfies Caller['grants'][number];
/** Who is refused for which reason, and for that alone. */
const REFUSED: Readonly<Record<string, Change>> = {
  role: { role: 'operator' },
  grant_level: { role: 'operator', grants: [grant] },
  scope: { scopes: [] },
  tier: { tiers: ['green', 'red'] },
  step_up: { authTime: nowSeconds - 3_600 },
};

interface Answer {
  readonly status: number;
  readonly body: { readonly errors?: readonly { readonly message: string; readonly extensions: object }[] };
}

const recorded = createRecordedDenials();
/** What the one subgraph believes of the one token it is shown. */
let caller: Caller;
let subgraph: FastifyInstance;
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  subgraph = createHttpServer({ logger: silentLogger, dependencies: {} });
  subgraph.decorateRequest('callerService', 'gateway');
  await registerSubgraph(subgraph, {
    schemaPath: path.join(ROOT, 'subgraphs', 'case', 'schema.graphql'),
    resolvers: {},
    verifyContextToken: () => Promise.resolve(caller),
    createContext: (base) => base,
    denials: recorded,
  });
});

afterAll(async () => {
  await subgraph.close();
  await gateway.close();
});

async function atSubgraph(change: Change | undefined): Promise<Answer> {
  caller = { ...testCaller(change), tokenExpiresAt: nowSeconds + 60 };
  const answer = await subgraph.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      'x-request-id': REQUEST_ID,
      ...(change === undefined ? {} : bearer('a-token')),
    },
    payload: JSON.stringify({ query }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function atGateway(change: Change | undefined): Promise<Answer> {
  const signedIn = change === undefined ? {} : bearer(gateway.signIn(change));
  const { status, body } = await gateway.post({ query }, { ...signedIn, 'x-request-id': REQUEST_ID });
  return { status, body: { errors: body.errors ?? [] } };
}

const problem = (code: string, status: number, title: string): object => ({
  type: `urn:lifeready:error:${code.toLowerCase().replaceAll('_', '-')}`,
  title,
  status,
  code,
  requestId: REQUEST_ID,
});
const FORBIDDEN = problem('FORBIDDEN', 403, 'You may not do this');
const UNAUTHENTICATED = problem('UNAUTHENTICATED', 401, 'You are not signed in');
const STEP_UP_REQUIRED = {
  ...problem('STEP_UP_REQUIRED', 401, 'A fresh second factor is needed'),
  error: 'insufficient_user_authentication',
  acr_values: 'aal2',
  max_age: 300,
};
const EXPECTED: readonly (readonly [string, Change | undefined, object])[] = [
  ['unauthenticated', undefined, UNAUTHENTICATED],
  ...Object.entries(REFUSED).map(
    ([reason, change]) => [reason, change, reason === 'step_up' ? STEP_UP_REQUIRED : FORBIDDEN] as const,
  ),
];

describe('a denial says no more than the error contract', () => {
  test.each(EXPECTED)('%s, at a subgraph', async (reason, change, extensions) => {
    recorded.denials.length = 0;
    const { body } = await atSubgraph(change);
    expect(body.errors?.map((error) => error.extensions)).toEqual([extensions]);
    const [denial, ...more] = recorded.denials;
    expect({ denial, more }).toMatchObject({ denial: { coordinate: COORDINATE, reason, layer: 'shield' }, more: [] });
    expect(denial?.actor).toEqual(change === undefined ? ANONYMOUS : caller);
  });

  test.each(EXPECTED)('%s, at the gateway, which names the coordinate besides', async (reason, change, extensions) => {
    gateway.refusals.events.length = 0;
    const { body } = await atGateway(change);
    expect(body.errors?.map((error) => error.extensions)).toEqual([{ ...extensions, coordinate: COORDINATE }]);
    // Written after the answer, and only with what was new: each caller here is somebody else.
    expect(gateway.refusals.events).toEqual([
      expect.objectContaining({ kind: 'FACT', outcome: 'DENIED', reasonCode: reason }),
    ]);
  });

  test.each([
    ['a subgraph', atSubgraph],
    ['the gateway', atGateway],
  ])('role, level of a grant, scope and tier cannot be told apart at %s', async (_case, ask) => {
    const answers = [];
    for (const reason of ['role', 'grant_level', 'scope', 'tier'])
      answers.push(JSON.stringify(await ask(REFUSED[reason])));
    expect(new Set(answers).size).toBe(1);
  });
});

describe('recording changes nothing about the answer', () => {
  test('whether the log takes it or not', async () => {
    const withLog = await atGateway(REFUSED['scope']);
    gateway.refusals.unavailable = true;
    const withoutLog = await atGateway(REFUSED['scope']);
    gateway.refusals.unavailable = false;
    expect(withoutLog).toEqual(withLog);
  });
});
