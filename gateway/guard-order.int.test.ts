import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sendAttack } from '../tests/security/gateway/send-attack.ts';
import { times } from '../tests/security/gateway/attack.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { Attack } from '../tests/security/gateway/attack.ts';
import type { TestGateway } from './testing/test-gateway.ts';

const MAX_BODY_BYTES = 262_144;
const LIMITS = {
  GATEWAY_BUDGET_FACTOR: '1',
  GATEWAY_ROOT_FIELD_LIMITS: 'Query.caseTypes=1',
  GATEWAY_BURST_REQUESTS: '500',
  GATEWAY_BURST_WINDOW_SECONDS: '3600',
};

/** What can be wrong with a request, in the order in which it is looked at, and what each is refused with. */
const FAULTS = [
  ['an address of nine thousand characters', 414, 'URI_TOO_LONG'],
  ['a header twice', 400, 'BAD_REQUEST'],
  ['a type of content that forms have', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['an answer that is wanted as a stream', 406, 'NOT_ACCEPTABLE'],
  ['too large a body', 413, 'PAYLOAD_TOO_LARGE'],
  ['lists in lists in the body', 400, 'BAD_REQUEST'],
  ['a long list in variables', 400, 'MAX_LIST_LIMIT'],
  ['a token that is none', 401, 'UNAUTHENTICATED'],
  ['a text of a client that registers its texts', 400, 'PERSISTED_QUERY_ID_REQUIRED'],
  ['too many tokens', 400, 'MAX_TOKENS_LIMIT'],
  ['too many aliases', 400, 'MAX_ALIASES_LIMIT'],
  ['too many levels', 400, 'MAX_DEPTH_LIMIT'],
  ['a field that is not there', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['a variable that does not fit', 400, 'BAD_USER_INPUT'],
  ['a field that the caller may not have', 403, 'FORBIDDEN'],
  ['too high a cost', 400, 'COST_ESTIMATED_TOO_EXPENSIVE'],
  ['a budget that is used up', 429, 'RATE_LIMITED'],
] as const;
type Fault = (typeof FAULTS)[number][0];

let gateway: TestGateway;
let person: string;
let partner: string;

beforeAll(async () => {
  gateway = await startTestGateway({
    environment: LIMITS,
    resolvers: {
      vault: { Query: { documents: () => ({ nodes: [] }) } },
      case: { Query: { caseTypes: () => [] } },
    },
  });
  person = bearer(gateway.signIn())['authorization'] ?? '';
  const account = { role: 'partner', clientId: 'partner-demo', kind: 'service_account', acr: 'aal1' } as const;
  partner = bearer(gateway.signIn(account))['authorization'] ?? '';
});
afterAll(() => gateway.close());

const reached = (): number => Object.values(gateway.services).reduce((sum, { calls }) => sum + calls.length, 0);

function documentWith(has: (fault: Fault) => boolean): string {
  const parts = [
    'documents(first: $n) { nodes { id versions(first: $n) { nodes { id } } } }',
    has('a budget that is used up') ? 'a: caseTypes { type } b: caseTypes { type }' : 'caseTypes { type }',
    has('too many tokens') ? times(2_000, () => 'id') : '',
    has('too many aliases') ? times(31, (i) => `a${String(i)}: id`) : '',
    has('too many levels') ? `${'x { '.repeat(10)}x${' }'.repeat(10)}` : '',
    has('a field that is not there') ? 'nothing' : '',
    has('a field that the caller may not have') ? 'apiClients { nodes { name } }' : '',
  ];
  return `query ($n: Int) { ${parts.join(' ')} }`;
}

function bodyWith(has: (fault: Fault) => boolean): string {
  const n = has('a variable that does not fit') ? 'x' : has('too high a cost') ? 100 : 1;
  const list = has('a long list in variables') ? { list: Array.from({ length: 201 }, () => 1) } : {};
  const text = JSON.stringify({ query: documentWith(has), variables: { n, ...list } });
  const deep = has('lists in lists in the body') ? `,"deep":${'['.repeat(70)}${']'.repeat(70)}` : '';
  const body = `${text.slice(0, -1)}${deep}}`;
  return has('too large a body') ? body.padEnd(MAX_BODY_BYTES + 1) : body;
}

/** A request with these faults, all at once. */
function requestWith(faults: readonly Fault[]): Attack {
  const has = (fault: Fault): boolean => faults.includes(fault);
  const caller = has('a text of a client that registers its texts') ? partner : person;
  const authorization = has('a token that is none') ? 'Bearer x' : caller;
  return {
    name: faults[0] ?? 'nothing wrong',
    as: 'person',
    method: 'POST',
    path: has('an address of nine thousand characters') ? `/graphql?${'x'.repeat(9_000)}` : '/graphql',
    headers: [
      `content-type: ${has('a type of content that forms have') ? 'text/plain' : 'application/json'}`,
      `accept: ${has('an answer that is wanted as a stream') ? 'text/event-stream' : 'application/json'}`,
      `authorization: ${authorization}`,
      ...(has('a header twice') ? ['authorization: Bearer y'] : []),
    ],
    body: bodyWith(has),
    raw: undefined,
    status: 0,
    code: undefined,
  };
}

const NAMES = FAULTS.map(([fault]) => fault);

test.each(FAULTS)('[R-059] whatever else is wrong, %s is refused before it', async (fault, status, code) => {
  const answer = await sendAttack(gateway.port, requestWith(NAMES.slice(NAMES.indexOf(fault))));
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
  expect(reached()).toBe(0);
});

test('and without any of it the request is answered', async () => {
  const answer = await sendAttack(gateway.port, requestWith([]));
  expect({ status: answer.status, body: JSON.parse(answer.body) as unknown }).toEqual({
    status: 200,
    body: { data: { documents: { nodes: [] }, caseTypes: [] } },
  });
});

test('[R-053] who sent too much of it is refused before all of it', async () => {
  const statuses: number[] = [];
  // Each is refused, and counts ten times.
  for (let sent = 0; sent < 60 && statuses.at(-1) !== 429; sent += 1)
    statuses.push((await sendAttack(gateway.port, requestWith(NAMES))).status);
  expect([...new Set(statuses)]).toEqual([414, 429]);
  expect(reached()).toBe(2);
});
