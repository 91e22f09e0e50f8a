import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFixture } from './testing/identity-fixture.ts';
import { dataOf, exchange, newSignedIn } from './testing/people.ts';
import type { IdentityFixture } from './testing/identity-fixture.ts';

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

/** As a stranger inside the network would send it. */
function unsigned(method: string, path: string, body?: unknown): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(path, fixture.baseUrl),
      { method, headers: { 'content-type': 'application/json' } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe('from sign-up to a context token', () => {
  test('[R-016] [R-017] an address is confirmed, a factor enrolled, a challenge answered, and the caller is known', async () => {
    const person = await newSignedIn(fixture);
    const query = '{ me { id email displayName role sessions { nodes { id current clientId } } } }';
    const me = dataOf(await fixture.run(query, {}, { token: person.token }), 'me');
    expect(me).toMatchObject({
      id: person.principalId,
      email: person.email,
      role: 'PRINCIPAL',
      sessions: { nodes: [{ id: person.sessionId, current: true, clientId: 'web' }] },
    });
    expect((await exchange(fixture, person.accessToken)).sessionId).toBe(person.sessionId);
  });
});

describe('who may call', () => {
  test.each([
    ['POST', '/graphql', { query: '{ me { id } }' }],
    ['POST', '/graphql', { query: '{ _service { sdl } }' }],
    [
      'POST',
      '/graphql',
      { query: '{ _entities(representations: [{__typename: "Principal", id: "x"}]) { __typename } }' },
    ],
    ['POST', '/internal/context-token', { accessToken: 'x' }],
    ['POST', '/internal/oauth/token', { grant_type: 'client_credentials' }],
    ['GET', '/internal/outbox', undefined],
    ['POST', '/internal/standing', {}],
    ['POST', '/internal/sandbox', {}],
    ['GET', '/nowhere', undefined],
  ])('[R-044] an unsigned call is refused: %s %s', async (method, path, body) => {
    const { status, body: answer } = await unsigned(method, path, body);
    expect(status).toBe(401);
    expect(JSON.parse(answer)).toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });

  test('[R-046] references resolve to nothing for somebody who is not signed in', async () => {
    const person = await newSignedIn(fixture);
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Principal { displayName } } }';
    const answer = await fixture.run(query, { r: [{ __typename: 'Principal', id: person.principalId }] });
    expect(JSON.stringify(answer)).not.toContain(person.displayName);
    expect(answer.data).toEqual({ _entities: [null] });
  });

  test('nobody is nobody: me needs a context token', async () => {
    expect((await fixture.run('{ me { id } }')).code).toBe('UNAUTHENTICATED');
  });

  test('readiness looks at the database and the audit log', async () => {
    expect(JSON.parse((await unsigned('GET', '/readyz')).body)).toEqual({
      status: 'ok',
      dependencies: { database: 'ok', audit: 'ok' },
    });
    fixture.audit.unavailable = true;
    const { status } = await unsigned('GET', '/readyz');
    fixture.audit.unavailable = false;
    expect(status).toBe(503);
  });
});

describe('the page of outgoing mail', () => {
  test('is for the gateway alone', async () => {
    await expect(
      fixture.other.callJson({ method: 'GET', path: '/internal/outbox', requestId: 'test-request' }),
    ).rejects.toMatchObject({
      code: 'SERVICE_SIGNATURE_INVALID',
    });
  });

  test('shows what came after an id', async () => {
    await newSignedIn(fixture);
    const mails = async (query: string) =>
      (
        (await fixture.gateway.callJson({
          method: 'GET',
          path: '/internal/outbox',
          query,
          requestId: 'test-request',
        })) as { mails: { id: string }[] }
      ).mails;
    const all = await mails('');
    const [first, ...rest] = all;
    expect(await mails(`?after=${first?.id ?? ''}`)).toEqual(rest);
    await expect(mails('?after=x')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
