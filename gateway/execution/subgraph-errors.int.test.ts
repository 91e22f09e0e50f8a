import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import { EXECUTORS } from './executors.ts';
import type { FakeService } from '../testing/fake-service.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

const BOTH = '{ me { id } documents { nodes { id } } }';
const SECRET = 'postgres://case:secret@10.0.0.7/case';

describe.each(EXECUTORS)('errors of subgraphs, by the executor %s', (executor) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      environment: { GATEWAY_EXECUTOR: executor, GATEWAY_SUBGRAPH_TIMEOUT_MS: '2000' },
      resolvers: {
        identity: { Query: { me: () => ({ id: 'p1' }) } },
        vault: {
          Query: {
            documents: () => ({ nodes: [] }),
            document: () => ({ id: 'd1', title: 'Will', owner: { id: 'p9' } }),
          },
        },
        audit: {
          Document: {
            auditTrail: () => ({ nodes: [{ action: 'security.authz.deny', actor: { id: 'p9' } }] }),
          },
        },
      },
    });
  });
  afterAll(() => gateway.close());
  afterEach(() => {
    gateway.services.vault.answer = undefined;
    gateway.services.identity.answer = undefined;
  });

  const run = (query: string) =>
    gateway.post({ query }, { ...bearer(gateway.signIn()), 'x-request-id': 'request-0004' });
  const vaultSays = (extensions: Readonly<Record<string, unknown>>, message = 'm'): void => {
    gateway.services.vault.answer = () => ({
      status: 200,
      body: { data: { documents: null }, errors: [{ message, path: ['documents'], extensions }] },
    });
  };

  test('[R-064] keep a registered code with what the contract names, at the path of the answer', async () => {
    vaultSays({
      code: 'TRANSITION_NOT_ALLOWED',
      type: 'urn:somebody:else',
      title: 'another title',
      status: 200,
      requestId: 'another',
      detail: 'The case is revoked.',
      errors: { 'input.caseId': ['is revoked'] },
      from: 'READY',
      missing: ['will'],
      attemptsRemaining: 3,
      stacktrace: [`at ${SECRET}`],
      exception: { message: SECRET },
      nested: { secret: SECRET },
    });
    const { body } = await run(BOTH);
    expect(body.errors).toEqual([
      {
        message: 'The state does not allow this step',
        path: ['documents'],
        extensions: {
          code: 'TRANSITION_NOT_ALLOWED',
          type: 'urn:lifeready:error:transition-not-allowed',
          title: 'The state does not allow this step',
          status: 409,
          detail: 'The case is revoked.',
          errors: { 'input.caseId': ['is revoked'] },
          from: 'READY',
          missing: ['will'],
          attemptsRemaining: 3,
          requestId: 'request-0004',
        },
      },
    ]);
  });

  test.each([
    ['an unregistered code', { code: 'SQL_FAILED' }],
    ['no code', {}],
    ['a refusal of the gateway itself', { code: 'SERVICE_SIGNATURE_INVALID' }],
    ["a refusal of the gateway's own document", { code: 'GRAPHQL_VALIDATION_FAILED' }],
  ])('[R-060] with %s say nothing but that something went wrong', async (_what, extensions) => {
    vaultSays(extensions, `connection to ${SECRET} failed`);
    const { body } = await run(BOTH);
    expect(body.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(body)).not.toMatch(/secret|10\.0\.0\.7|vault|serviceName|stack/);
  });

  describe('[R-066] a subgraph that cannot be used leaves the rest of the answer', () => {
    const cases: [string, NonNullable<FakeService['answer']>][] = [
      [
        'answers with a problem of its own',
        () => ({ status: 503, body: { code: 'SERVICE_UNAVAILABLE', detail: SECRET } }),
      ],
      ['answers something else', () => ({ status: 200, body: ['nonsense'] })],
      ['answers with a page of a proxy', () => ({ status: 502, body: '<html>bad gateway</html>' })],
      ['does not answer in time', () => new Promise<never>(() => undefined)],
    ];
    test.each(cases)('%s', async (_what, answer) => {
      gateway.services.vault.answer = answer;
      const { status, body } = await run('query { me { id } document(id: "d1") { id } }');
      expect(status).toBe(200);
      expect(body).toEqual({
        data: { me: { id: 'p1' }, document: null },
        errors: [
          {
            message: 'A part of the service is not available',
            path: ['document'],
            extensions: expect.objectContaining({
              code: 'SUBGRAPH_UNAVAILABLE',
              status: 503,
              requestId: 'request-0004',
            }),
          },
        ],
      });
      expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|secret|vault/);
    });

    test('refuses the caller: its code is kept', async () => {
      gateway.services.vault.answer = () => ({ status: 401, body: { code: 'UNAUTHENTICATED', title: 't' } });
      const { body } = await run('query { me { id } document(id: "d1") { id } }');
      expect(body).toMatchObject({
        data: { document: null },
        errors: [{ path: ['document'], extensions: { code: 'UNAUTHENTICATED' } }],
      });
    });

    test('fails for an entity: the error is where the entity is', async () => {
      gateway.services.identity.answer = () => ({ status: 500, body: {} });
      const { body } = await run('{ document(id: "d1") { title owner { displayName } } }');
      expect(body).toMatchObject({
        data: { document: null },
        errors: [{ path: ['document', 'owner'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
      });
    });
  });

  test('an object that is not there for this caller in another subgraph reads as not found', async () => {
    gateway.services.identity.answer = () => ({ status: 200, body: { data: { _entities: [null] } } });
    const { body } = await run('{ document(id: "d1") { title owner { displayName } } }');
    expect(body.data).toEqual({ document: null });
    expect(body.errors?.[0]).toMatchObject({ message: 'There is no such thing', extensions: { code: 'NOT_FOUND' } });
    expect(body.extensions).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain('Cannot return null');
  });

  test('[R-116] an object that may be null, and is not there for this caller, is null and no error', async () => {
    gateway.services.identity.answer = () => ({ status: 200, body: { data: { _entities: [null] } } });
    const { body } = await run('{ document(id: "d1") { auditTrail { nodes { action actor { displayName } } } } }');
    expect(body).toEqual({
      data: { document: { auditTrail: { nodes: [{ action: 'security.authz.deny', actor: null }] } } },
    });
  });
});
