import { beforeAll, describe, expect, test } from '@jest/globals';
import { contextTokenFor, callInside, gatewaySigner } from '../support/e2e/inside.ts';
import { somebody } from '../support/e2e/people.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import { emergencyPack, textDocument } from '../support/e2e/world.ts';
import {
  IDENTITY_HEADER_NAMES,
  SIGNED_HEADERS,
  allIdentityHeaders,
  identityHeader,
} from '../support/headers/identity-headers.ts';
import type { InsideAnswer } from '../support/e2e/inside.ts';

const SUBGRAPHS = ['identity', 'vault', 'case', 'incident', 'audit', 'operations'] as const;
type Subgraph = (typeof SUBGRAPHS)[number];

const REQUEST_ID = 'identity-headers';
const REFUSED = { status: 401, json: expect.objectContaining({ code: 'SERVICE_SIGNATURE_INVALID' }) as unknown };

/** Somebody signed in, who tries to be taken for somebody else. */
let attacker: { readonly principalId: string; readonly token: string };
let victim: { readonly principalId: string; readonly tenantId: string; readonly token: string };
let questions: Readonly<Record<Subgraph, string>>;
/** What services answer without any header of the attacker's. */
let plain: Readonly<Record<Subgraph, { readonly signedIn: InsideAnswer; readonly anonymous: InsideAnswer }>>;

beforeAll(async () => {
  const { url } = sharedStack();
  const [target, other] = [await somebody(url, 'victim'), await somebody(url, 'attacker')];
  const document = await textDocument(target.person);
  const caseId = await emergencyPack(target.person, 'draft');
  const token = await contextTokenFor(target.person.accessToken());
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>;
  victim = { principalId: claims['sub'] ?? '', tenantId: claims['tenant'] ?? '', token };
  const mine = (await other.execute<{ me: { id: string } }>('{ me { id } }')).expectData().me.id;
  attacker = { principalId: mine, token: await contextTokenFor(other.person.accessToken()) };
  // Each asks for something of the caller's own and something of the victim's.
  questions = {
    identity: `{ me { id } ${reference('Principal', victim.principalId, 'displayName email')} }`,
    vault: `{ documents(first: 5) { nodes { id } } ${reference('Document', document, 'title')} }`,
    case: `{ cases(first: 5) { nodes { id } } ${reference('Case', caseId, 'status notes')} }`,
    incident: '{ incidents(first: 5) { nodes { id } } }',
    operations: '{ apiClients(first: 5) { nodes { name } } }',
    audit: `{ ${reference('Document', document, 'auditTrail(first: 5) { nodes { action } }')} }`,
  };
  plain = Object.fromEntries(
    await Promise.all(
      SUBGRAPHS.map(async (service) => [
        service,
        { signedIn: await ask(service, attacker.token), anonymous: await ask(service, undefined) },
      ]),
    ),
  ) as typeof plain;
});

function reference(type: string, id: string, selection: string): string {
  return `_entities(representations: [{ __typename: "${type}", id: "${id}" }]) { ... on ${type} { ${selection} } }`;
}

/** A correctly signed question of the gateway, with header fields that somebody added on the way. */
async function ask(
  service: Subgraph,
  contextToken: string | undefined,
  added: Readonly<Record<string, string>> = {},
): Promise<InsideAnswer> {
  const body = JSON.stringify({ query: questions[service] });
  const headers = {
    'x-request-id': REQUEST_ID,
    ...(contextToken === undefined ? {} : { authorization: `Bearer ${contextToken}` }),
  };
  const request = { callee: service, method: 'POST', path: '/graphql', query: '', headers, body: Buffer.from(body) };
  const signature = (await gatewaySigner())(request);
  return callInside({ service, body, headers: { ...headers, ...signature, ...added } });
}

describe('[R-045] [R-046] a header that claims an identity, on a correctly signed request', () => {
  test('is not needed: the caller sees what is theirs and nothing of the victim', () => {
    expect(plain.identity.signedIn.json).toMatchObject({ data: { me: { id: attacker.principalId } } });
    expect(plain.vault.signedIn.json).toEqual({ data: { documents: { nodes: [] }, _entities: [null] } });
    expect(plain.case.signedIn.json).toEqual({ data: { cases: { nodes: [] }, _entities: [null] } });
    for (const { anonymous } of Object.values(plain)) expect(JSON.stringify(anonymous.json)).not.toContain('"id"');
  });

  test.each(IDENTITY_HEADER_NAMES)('changes nothing in `%s`, on any service', async (name) => {
    const added = { [name]: identityHeader(name, victim) };
    for (const service of SUBGRAPHS) {
      expect(await ask(service, attacker.token, added)).toEqual(plain[service].signedIn);
      expect(await ask(service, undefined, added)).toEqual(plain[service].anonymous);
    }
  });

  test.each(SUBGRAPHS)('changes nothing on %s when all of them come at once', async (service) => {
    const added = allIdentityHeaders({ ...victim, token: 'header.claims.signature' });
    expect(await ask(service, attacker.token, added)).toEqual(plain[service].signedIn);
    expect(await ask(service, undefined, added)).toEqual(plain[service].anonymous);
  });
});

describe('[R-044] a header that the signature covers', () => {
  test.each(Object.keys(SIGNED_HEADERS))('makes every service refuse when `%s` is changed or added', async (name) => {
    for (const service of SUBGRAPHS) {
      // Its own name in `x-lifeready-callee` would be no change.
      const value = name === 'x-lifeready-callee' && service === 'vault' ? 'case' : (SIGNED_HEADERS[name] ?? '');
      expect(await ask(service, attacker.token, { [name]: value })).toMatchObject(REFUSED);
    }
  });

  test.each(SUBGRAPHS)(
    'makes %s refuse another authorization, another request id, and an authorization added',
    async (service) => {
      const authorization = `Bearer ${victim.token}`;
      expect(await ask(service, attacker.token, { authorization })).toMatchObject(REFUSED);
      expect(await ask(service, undefined, { authorization })).toMatchObject(REFUSED);
      expect(await ask(service, attacker.token, { 'x-request-id': 'another-request' })).toMatchObject(REFUSED);
    },
  );
});
