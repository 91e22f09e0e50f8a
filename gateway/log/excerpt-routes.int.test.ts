import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import type { FastifyInstance } from 'fastify';
import type { TestGateway } from '../testing/test-gateway.ts';

const LINES = '{"format":"excerpt"}\n{"index":0}\n';

let gateway: TestGateway;
/** Paths that the audit service was asked for, each with whether somebody was vouched for. */
const asked: { path: string; vouched: boolean }[] = [];
let refuse: AppError | undefined;
/** Held back until the test lets it go. */
let held: PromiseWithResolvers<unknown> | undefined;

function auditRoutes(server: FastifyInstance): void {
  server.get('/internal/log/excerpts/*', async (request, reply) => {
    asked.push({ path: request.url, vouched: request.headers.authorization !== undefined });
    if (refuse !== undefined) throw refuse;
    await held?.promise;
    return reply
      .type('application/jsonl; charset=utf-8')
      .header('content-disposition', 'attachment; filename="lifeready-log-1.jsonl"')
      .header('set-cookie', 'a=b')
      .send(Readable.from([LINES]));
  });
}

beforeAll(async () => {
  gateway = await startTestGateway({ routes: { audit: auditRoutes } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  asked.length = 0;
  refuse = undefined;
  held = undefined;
});

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${gateway.url}${path}`, init);
const signedIn = (): RequestInit => ({ headers: bearer(gateway.signIn()) });

describe('[R-115] an excerpt of the log', () => {
  test.each(['own', `case/${newId()}`, `principal/${newId()}`])(
    '%s goes to whom the audit service lets have it, and into no cache',
    async (what) => {
      const response = await get(`/log/excerpts/${what}`, signedIn());
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/jsonl; charset=utf-8',
        'content-disposition': 'attachment; filename="lifeready-log-1.jsonl"',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(response.headers.has('set-cookie')).toBe(false);
      expect(await response.text()).toBe(LINES);
      expect(asked).toEqual([{ path: `/internal/log/excerpts/${what}`, vouched: true }]);
    },
  );

  test.each([
    ['UNAUTHENTICATED', 401, 'Bearer'],
    ['STEP_UP_REQUIRED', 401, 'Bearer error="insufficient_user_authentication"'],
    ['FORBIDDEN', 403, null],
    ['NOT_FOUND', 404, null],
    ['EXCERPT_TOO_LARGE', 422, null],
    ['RATE_LIMITED', 429, null],
  ] as const)('is refused as the audit service refuses: %s', async (code, status, challenge) => {
    refuse = new AppError(code);
    const response = await get('/log/excerpts/own', signedIn());
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('www-authenticate')).toBe(challenge);
    expect(await response.json()).toMatchObject({ code });
  });

  test('a token that is not good is refused here; without one the audit service decides', async () => {
    expect((await get('/log/excerpts/own', { headers: bearer('nonsense') })).status).toBe(401);
    expect(asked).toEqual([]);
    await get('/log/excerpts/own');
    expect(asked).toEqual([{ path: '/internal/log/excerpts/own', vouched: false }]);
  });

  test.each([
    '/log/excerpts',
    '/log/excerpts/',
    '/log/excerpts/own/',
    '/log/excerpts/own/x',
    '/log/excerpts/own?x',
    '/log/excerpts/case',
    '/log/excerpts/case/1',
    `/log/excerpts/case/${newId()}/x`,
    `/log/excerpts/document/${newId()}`,
    '/log/excerpts/%6fwn',
  ])('[R-074] %s is not an address of one', async (path) => {
    expect((await get(path, signedIn())).status).toBe(404);
    expect(asked).toEqual([]);
  });

  test.each(['HEAD', 'POST', 'PUT', 'DELETE'])('%s is refused: each excerpt is an entry', async (method) => {
    const response = await get('/log/excerpts/own', { method, ...signedIn() });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
    expect(asked).toEqual([]);
  });

  test('[R-048] nobody has more than two on their way at once', async () => {
    held = Promise.withResolvers<unknown>();
    const token = signedIn();
    const three = [1, 2, 3].map(() => get('/log/excerpts/own', token));
    expect((await Promise.race(three)).status).toBe(429);
    held.resolve(undefined);
    const statuses = (await Promise.all(three)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 429]);
  });
});
