import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import {
  IDENTITY_HEADER_NAMES,
  SIGNED_HEADERS,
  allIdentityHeaders,
  identityHeader,
} from '../tests/support/headers/identity-headers.ts';
import { SUBGRAPHS } from './config.ts';
import { recordingRoutes, shapesOf, subjectOf } from './testing/recording-services.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import { testCaller } from './testing/token-issuer.ts';
import { systemClock } from '#platform/clock';
import type { GraphqlResult, TestGateway } from './testing/test-gateway.ts';
import type { Received } from './testing/recording-services.ts';

/** Everything the gateway writes to a service. A new name needs a reason why the client cannot decide its value. */
const WRITTEN_BY_THE_GATEWAY = [
  'accept',
  'authorization',
  'connection',
  'content-digest',
  'content-length',
  'content-type',
  'host',
  'signature',
  'signature-input',
  'x-lifeready-body',
  'x-lifeready-callee',
  'x-lifeready-client',
  'x-request-id',
];
/** Reaches two services, one of them twice. */
const QUERY = '{ me { id displayName } document(id: "d1") { title owner { displayName } } }';
const ANSWER = {
  data: {
    me: { id: 'me', displayName: 'Thandi' },
    document: { title: 'Will', owner: { displayName: 'name of p9' } },
  },
};
const REQUEST_ID = 'the-request-id';
/** A real one in twenty headers is more than a request may be long. */
const SHORT_TOKEN = 'header.claims.signature';
/** Besides those of the client itself. */
const FIELDS_AT_ONCE = 60;
const TICKET = 'T'.repeat(43);

const me = { principalId: newId(), tenantId: newId() };
let gateway: TestGateway;
let received: Received[] = [];
let victim: { principalId: string; tenantId: string; token: string };

beforeAll(async () => {
  gateway = await startTestGateway({
    resolvers: {
      identity: {
        Query: { me: () => ({ id: 'me', displayName: 'Thandi' }) },
        Principal: { __resolveReference: ({ id }: { id: string }) => ({ id, displayName: `name of ${id}` }) },
      },
      vault: { Query: { document: () => ({ id: 'd1', title: 'Will', owner: { id: 'p9' } }) } },
    },
    routes: Object.fromEntries(SUBGRAPHS.map((name) => [name, recordingRoutes(name, (each) => received.push(each))])),
  });
  const caller = testCaller(systemClock);
  victim = { ...caller, token: gateway.issuer.contextToken(caller) };
});

beforeEach(() => {
  received = [];
});

afterAll(() => gateway.close());

/** A new session each time, so that the exchange for a context token is part of what is compared. */
function ask(headers: Readonly<Record<string, string>>): Promise<GraphqlResult> {
  return gateway.post({ query: QUERY }, { ...bearer(gateway.signIn(me)), 'x-request-id': REQUEST_ID, ...headers });
}

/** All of them, in as many requests as it takes: a request has a hundred fields at the most. */
function everything(): readonly Readonly<Record<string, string>>[] {
  const fields = Object.entries({ ...allIdentityHeaders({ ...victim, token: SHORT_TOKEN }), ...SIGNED_HEADERS });
  const requests = Array.from({ length: Math.ceil(fields.length / FIELDS_AT_ONCE) }, (_, part) =>
    fields.slice(part * FIELDS_AT_ONCE, (part + 1) * FIELDS_AT_ONCE),
  );
  return requests.map((part) => Object.fromEntries(part));
}

function answerOf({ status, headers, body }: GraphqlResult): unknown {
  const { date, ...rest } = Object.fromEntries(headers);
  return { status, body, headers: rest, dated: date !== undefined };
}

describe('[R-045] what a client says about itself', () => {
  let plain: { answer: unknown; shapes: unknown[] };
  let anonymous: unknown;

  beforeAll(async () => {
    received = [];
    plain = { answer: answerOf(await ask({})), shapes: shapesOf(received) };
    anonymous = answerOf(await gateway.post({ query: QUERY }, { 'x-request-id': REQUEST_ID }));
  });

  test('is not needed: the query runs, and services get what the gateway writes, all in the name of the caller', async () => {
    expect(plain.answer).toMatchObject({ status: 200, body: ANSWER });
    await ask({});
    expect(received.map(({ service, url }) => `${service} ${url}`).sort()).toEqual([
      'identity /graphql',
      'identity /graphql',
      'identity /internal/context-token',
      'vault /graphql',
    ]);
    for (const { headers, url } of received) {
      expect(WRITTEN_BY_THE_GATEWAY).toEqual(expect.arrayContaining(Object.keys(headers)));
      if (url === '/graphql') expect(subjectOf(headers['authorization'])).toBe(me.principalId);
    }
  });

  test.each([...IDENTITY_HEADER_NAMES, ...Object.keys(SIGNED_HEADERS), 'apollographql-client-name', 'user-agent'])(
    'in `%s` changes nothing: not the answer, not what services get',
    async (name) => {
      const value =
        SIGNED_HEADERS[name] ?? (IDENTITY_HEADER_NAMES.includes(name) ? identityHeader(name, victim) : 'web');
      expect(answerOf(await ask({ [name]: value }))).toEqual(plain.answer);
      expect(shapesOf(received)).toEqual(plain.shapes);
      expect(answerOf(await gateway.post({ query: QUERY }, { 'x-request-id': REQUEST_ID, [name]: value }))).toEqual(
        anonymous,
      );
    },
  );

  test('in many of these at once changes nothing', async () => {
    for (const headers of everything()) {
      received = [];
      expect(answerOf(await ask(headers))).toEqual(plain.answer);
      expect(shapesOf(received)).toEqual(plain.shapes);
      expect(JSON.stringify(received)).not.toContain(victim.principalId);
      expect(JSON.stringify(received)).not.toContain(SHORT_TOKEN);
    }
  });

  test('in the name of the host changes nothing', async () => {
    const { hostname, port } = new URL(gateway.url);
    const headers = { ...bearer(gateway.signIn(me)), 'content-type': 'application/json', 'x-request-id': REQUEST_ID };
    const status = await new Promise((resolve, reject) => {
      const options = { hostname, port, method: 'POST', path: '/graphql', headers: { ...headers, host: 'vault' } };
      const request = httpRequest(options, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on('error', reject).end(JSON.stringify({ query: QUERY }));
    });
    expect(status).toBe(200);
    expect(shapesOf(received)).toEqual(plain.shapes);
  });
});

describe('[R-045] the two headers that mean something', () => {
  test.each([
    ['another scheme', () => 'Basic dmljdGltOnNlY3JldA=='],
    ['no scheme', () => victim.token],
    ['two tokens', () => `Bearer ${victim.token}, Bearer ${victim.token}`],
    ['a context token, which only services take', () => `Bearer ${victim.token}`],
    ['a service signature', () => 'Signature keyId="gateway.vault.1"'],
    ['a negotiation', () => 'Negotiate YII='],
  ])('an authorization with %s is refused, and no service hears of it', async (_case, value) => {
    const { status, body } = await gateway.post({ query: QUERY }, { authorization: value() });
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(received).toEqual([]);
  });

  test('a request id goes to the services as it is when it is well formed, and is replaced when it is not', async () => {
    await ask({});
    expect(new Set(received.map(({ headers }) => headers['x-request-id']))).toEqual(new Set([REQUEST_ID]));
    for (const bad of ['short', 'x'.repeat(65), 'with a space', 'a"b"c"d"e', `${REQUEST_ID},${REQUEST_ID}`]) {
      received = [];
      const { headers } = await ask({ 'x-request-id': bad });
      const used = headers.get('x-request-id');
      expect(used).toMatch(/^[0-9a-f-]{36}$/);
      expect(new Set(received.map((each) => each.headers['x-request-id']))).toEqual(new Set([used]));
    }
  });
});

describe('[R-045] on the other ways to a service', () => {
  const routes = [
    ['an upload', 'PUT', `/files/u/${TICKET}`, 'text/plain', 'bytes'],
    ['a download', 'GET', `/files/d/${TICKET}`, undefined, undefined],
    ['a pack', 'GET', `/files/p/${TICKET}`, undefined, undefined],
    [
      'a token for a client',
      'POST',
      '/oauth/token',
      'application/x-www-form-urlencoded',
      'grant_type=client_credentials',
    ],
    ['the outbox', 'GET', '/outbox', undefined, undefined],
  ] as const;

  async function call(
    [, method, path, type, body]: (typeof routes)[number],
    headers: Readonly<Record<string, string>>,
  ): Promise<{ status: number; text: string; shapes: unknown[] }> {
    received = [];
    const response = await fetch(gateway.url + path, {
      method,
      headers: {
        ...bearer(gateway.signIn(me)),
        'x-request-id': REQUEST_ID,
        ...(type === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      text: (await response.text()).replace(/nonce="[^"]*"/g, ''),
      shapes: shapesOf(received),
    };
  }

  test.each(routes)('what a client says about itself changes nothing for %s', async (...route) => {
    const plain = await call(route, {});
    expect(plain.shapes.length).toBeGreaterThan(0);
    for (const sent of everything()) {
      expect(await call(route, sent)).toEqual(plain);
      for (const { headers } of received)
        expect([...WRITTEN_BY_THE_GATEWAY, 'transfer-encoding']).toEqual(expect.arrayContaining(Object.keys(headers)));
    }
  });
});
