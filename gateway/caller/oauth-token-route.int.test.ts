import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { startTestGateway } from '../testing/test-gateway.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

const FORM = 'application/x-www-form-urlencoded';

describe('POST /oauth/token', () => {
  let gateway: TestGateway;
  let received: unknown;
  let refusal: AppError | undefined;

  beforeAll(async () => {
    gateway = await startTestGateway({
      routes: {
        identity: (server) =>
          void server.post('/internal/oauth/token', (request) => {
            received = parseJsonBody(request.body);
            if (refusal !== undefined) throw refusal;
            return { access_token: 'a', token_type: 'Bearer', expires_in: 300, scope: 'catalogue:read' };
          }),
      },
    });
  });
  afterAll(() => gateway.close());

  const post = async (body: string, type = FORM) => {
    const response = await fetch(`${gateway.url}/oauth/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  test('passes a form to identity and its tokens back, uncached', async () => {
    refusal = undefined;
    const { status, headers, body } = await post('grant_type=client_credentials&client_assertion=x.y.z&scope=a%20b');
    expect({ status, body }).toEqual({
      status: 200,
      body: { access_token: 'a', token_type: 'Bearer', expires_in: 300, scope: 'catalogue:read' },
    });
    expect(received).toEqual({ grant_type: 'client_credentials', client_assertion: 'x.y.z', scope: 'a b' });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['CLIENT_ASSERTION_INVALID', 401, 'invalid_client'],
    ['BAD_USER_INPUT', 400, 'invalid_request'],
    ['AUDIT_UNAVAILABLE', 503, 'server_error'],
  ] as const)(
    '[R-064] the refusal %s has the name that RFC 6749 gives it, and our code',
    async (code, status, error) => {
      refusal = new AppError(code);
      expect(await post('grant_type=client_credentials')).toMatchObject({ status, body: { error, code, status } });
    },
  );

  test.each([
    ['JSON', '{"grant_type":"client_credentials"}', 'application/json', 415],
    ['a parameter twice', 'grant_type=client_credentials&scope=a&scope=b', FORM, 400],
    ['a form that is too large', `client_assertion=${'x'.repeat(20_000)}`, FORM, 413],
  ])('%s is refused before identity is asked', async (_what, body, type, status) => {
    received = 'nothing';
    expect(await post(body, type)).toMatchObject({ status, body: { error: 'invalid_request' } });
    expect(received).toBe('nothing');
  });

  test('no other method', async () => {
    const response = await fetch(`${gateway.url}/oauth/token?grant_type=client_credentials`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
