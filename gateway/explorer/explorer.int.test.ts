import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseJsonBody } from '#platform/http';
import { PRODUCTION } from '../testing/production-environment.ts';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import { SANDBOXES_PER_MINUTE } from './sandbox-route.ts';
import type { FastifyInstance } from 'fastify';
import type { TestGateway } from '../testing/test-gateway.ts';
import type { ExplorerExtension } from './reporting-server.ts';

const PEOPLE = [
  {
    persona: 'principal',
    displayName: 'Sandbox principal',
    principalId: 'p',
    email: 'principal@sandbox.lifeready.example',
    password: 'a password',
    totpSecret: 'GEZDGNBVGY3TQOJQ',
  },
];
const ROUTES = [
  ['GET', '/explorer'],
  ['GET', '/explorer/frame'],
  ['POST', '/explorer/graphql'],
  ['POST', '/explorer/field'],
  ['POST', '/explorer/document'],
  ['POST', '/explorer/sandbox'],
] as const;
const RESOLVERS = {
  identity: { Query: { me: () => ({ id: '1', displayName: 'Somebody' }) } },
  vault: { Query: { people: () => ({ nodes: [] }) } },
};

/** What identity was asked for sandboxes with. */
const askers: unknown[] = [];
let gateway: TestGateway;
let production: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    routes: {
      identity: (server: FastifyInstance) =>
        void server.post('/internal/sandbox', (request) => {
          askers.push(parseJsonBody(request.body));
          return { people: PEOPLE };
        }),
    },
    resolvers: RESOLVERS,
  });
  production = await startTestGateway({ environment: PRODUCTION });
});
afterAll(async () => {
  await gateway.close();
  await production.close();
});

function send(method: string, path: string, body?: unknown, from: TestGateway = gateway): Promise<Response> {
  return fetch(`${from.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
  });
}

async function addresses(path: string): Promise<string[]> {
  const text = await (await send('GET', path)).text();
  return [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? '');
}

describe('the pages of the explorer', () => {
  test.each([['/explorer'], ['/explorer/frame']])(
    '[R-062] %s runs only what carries the nonce of this answer',
    async (path) => {
      const [first, second] = [await send('GET', path), await send('GET', path)];
      const policy = first.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'nonce-([A-Za-z0-9+/=]+)'/.exec(policy)?.[1] ?? '';
      expect(nonce).not.toBe('');
      expect(policy).not.toContain('unsafe');
      for (const tag of (await first.text()).match(/<(script|style|link)[^>]*>/g) ?? [])
        expect(tag).toContain(`nonce="${nonce}"`);
      expect(second.headers.get('content-security-policy')).not.toBe(policy);
      expect(first.headers.get('cache-control')).toBe('no-store');
    },
  );

  test('take everything from here, and only public packages may be read from the frame', async () => {
    const own = await addresses('/explorer');
    expect(own).toEqual(['/explorer/frame']);
    const assets = await addresses('/explorer/frame');
    expect(assets).toHaveLength(4);
    for (const address of assets) {
      const asset = await send('GET', address);
      expect([asset.status, asset.headers.get('cross-origin-resource-policy')]).toEqual([200, 'cross-origin']);
    }
    expect((await send('GET', '/explorer/frame')).headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test('the editor is alone: no origin, no connection, in no frame but ours', async () => {
    const { headers } = await send('GET', '/explorer/frame');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(['sandbox allow-scripts', "connect-src 'none'", "frame-ancestors 'self'"]),
    );
    expect((await send('GET', '/explorer')).headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('requests of the explorer', () => {
  const query = '{ me { displayName } people(first: 1) { nodes { fullName } } }';

  async function ask(token: Readonly<Record<string, string>>, of: TestGateway) {
    const answer = await fetch(`${of.url}/explorer/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...token },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { data: unknown; extensions: { explorer: ExplorerExtension } };
  }

  // A document that is known goes another way than one that is new.
  test.each(['stock', 'program'] as const)(
    'are answered as any other, and say how the answer came about, the first and the second time: %s',
    async (executor) => {
      const of = await startTestGateway({ environment: { GATEWAY_EXECUTOR: executor }, resolvers: RESOLVERS });
      try {
        const caller = bearer(of.signIn());
        for (let time = 1; time <= 3; time += 1) {
          const { data, extensions } = await ask(caller, of);
          expect(data).toEqual({ me: { displayName: 'Somebody' }, people: { nodes: [] } });
          const { plan, calls, cost, picture, guardedMs = Number.NaN, totalMs } = extensions.explorer;
          expect(plan).toMatchObject({ kind: 'parallel', nodes: [{ kind: 'fetch' }, { kind: 'fetch' }] });
          expect(calls.map(({ subgraph, errors }) => [subgraph, errors]).sort()).toEqual([
            ['identity', 0],
            ['vault', 0],
          ]);
          for (const { startMs, endMs } of calls)
            expect([startMs >= guardedMs, endMs >= startMs, endMs <= totalMs]).toEqual([true, true, true]);
          expect(Object.keys(cost?.bySubgraph ?? {}).sort()).toEqual(['identity', 'vault']);
          expect(picture).toMatch(/^<svg /);
        }
        expect((await of.post({ query }, caller)).body).toEqual({ data: (await ask(caller, of)).data });
      } finally {
        await of.close();
      }
    },
  );

  test('of anybody else say nothing of it, whatever they ask for', async () => {
    const { body } = await gateway.post({ query, extensions: { explorer: true } }, bearer(gateway.signIn()));
    expect(body.extensions).toBeUndefined();
  });

  test('[R-060] are refused by the same rules', async () => {
    const answer = (await (await send('POST', '/explorer/graphql', { query })).json()) as {
      errors: { extensions: { code: string } }[];
      extensions: { explorer: ExplorerExtension };
    };
    expect(answer.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(answer.extensions.explorer.calls).toEqual([]);
    const batch = await send('POST', '/explorer/graphql', [{ query }]);
    expect(await batch.json()).toMatchObject({ errors: [{ extensions: { code: 'BATCHING_NOT_SUPPORTED' } }] });
  });
});

describe('what the explorer asks while somebody writes', () => {
  test('the field at a place', async () => {
    const answer = await send('POST', '/explorer/field', { query: '{ me { displayName } }', offset: 3 });
    expect(await answer.json()).toMatchObject({
      field: {
        coordinate: 'Query.me',
        refusedWith: 'UNAUTHENTICATED',
        cost: { field: 1, operation: 1, max: 5_000 },
      },
    });
    const known = await fetch(`${gateway.url}/explorer/field`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(gateway.signIn()) },
      body: JSON.stringify({ query: '{ me { displayName } }', offset: 3 }),
    });
    const { field } = (await known.json()) as { field: Record<string, unknown> };
    expect([field['coordinate'], field['refusedWith']]).toEqual(['Query.me', undefined]);
    const nowhere = await send('POST', '/explorer/field', { query: '{ me { displayName } }', offset: 22 });
    expect(await nowhere.json()).toEqual({ field: null });
  });

  test('the entry of a manifest', async () => {
    const answer = await send('POST', '/explorer/document', { query: 'query Me { me { id } }' });
    expect(await answer.json()).toMatchObject({ name: 'Me', type: 'query', body: 'query Me { me { id } }' });
  });

  test.each(['/explorer/field', '/explorer/document'])(
    '[R-059] %s looks at nothing that is too large to run',
    async (path) => {
      const query = `query A { ${'a: me { id } '.repeat(400)} }`;
      const answer = await send('POST', path, { query, offset: 0 });
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'MAX_TOKENS_LIMIT' }),
      ]);
    },
  );
});

test('[R-059] no variables are looked at that are too many to run with', async () => {
  const answer = await send('POST', '/explorer/field', {
    query: 'query A($first: Int) { people(first: $first) { nodes { id } } }',
    variables: { first: Array.from({ length: 1_000 }, () => 1) },
    offset: 30,
  });
  expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'MAX_LIST_LIMIT' })]);
});

describe('a sandbox', () => {
  test('comes from identity, a few times a minute', async () => {
    const first = await send('POST', '/explorer/sandbox');
    expect(await first.json()).toEqual({ people: PEOPLE });
    expect(first.headers.get('cache-control')).toBe('no-store');
    // So that one network has no more than some at a time.
    expect(askers).toEqual([{ asker: '127.0.0.1' }]);
    const statuses: number[] = [];
    for (let made = 1; made <= SANDBOXES_PER_MINUTE; made += 1)
      statuses.push((await send('POST', '/explorer/sandbox')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(SANDBOXES_PER_MINUTE - 1);
    const refused = await send('POST', '/explorer/sandbox');
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });

  test('[R-058] is not made by a form of another site', async () => {
    const answer = await fetch(`${gateway.url}/explorer/sandbox`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    });
    expect(answer.status).toBe(415);
  });
});

describe('in staging', () => {
  test('there is an explorer, and nothing that shows the mail of others', async () => {
    const staging = await startTestGateway({ environment: { ...PRODUCTION, LIFEREADY_ENV: 'staging' } });
    try {
      const statusOf = async (path: string): Promise<number> => (await send('GET', path, undefined, staging)).status;
      expect([await statusOf('/explorer'), await statusOf('/outbox'), await statusOf('/')]).toEqual([200, 404, 404]);
    } finally {
      await staging.close();
    }
  });
});

describe('in production', () => {
  test.each(ROUTES)('[R-060] there is no %s %s', async (method, path) => {
    const answer = await send(method, path, undefined, production);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'NOT_FOUND']);
  });
});
