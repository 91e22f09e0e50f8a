import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppError } from '#platform/errors';
import { documentIdOf } from '../documents/manifest.ts';
import { refusal } from './testing/refusal.ts';
import { openTestRegistry } from './testing/test-registry.ts';
import type { TestRegistry } from './testing/test-registry.ts';

const SIZE = 'query Size { auditCheckpoint { size } }';
const ROOT = 'query Root { auditCheckpoint { root } }';
const PAGES = 'query Pages($n: Int!) { documents(first: $n) { nodes { id versions(first: $n) { nodes { id } } } } }';

let gateway: TestRegistry;
beforeAll(async () => {
  gateway = await openTestRegistry();
});
afterAll(() => gateway.close());

function apollo(...bodies: string[]): { operations: Record<string, unknown>[]; [other: string]: unknown } {
  const operations = bodies.map((body) => ({
    id: documentIdOf(body),
    name: /^\w+ (\w+)/.exec(body)?.[1] ?? '',
    type: 'query',
    body,
  }));
  return { format: 'apollo-persisted-query-manifest', version: 1, operations };
}

const keyed = (...bodies: string[]): Record<string, string> =>
  Object.fromEntries(bodies.map((body) => [documentIdOf(body), body]));
const md5 = (body: string): string => createHash('md5').update(body).digest('hex');

/** Ids of the client's documents that the registry lists. */
async function listed(client: string): Promise<string[]> {
  const { nodes } = await gateway.read((tx) => gateway.registry.listDocuments(tx, { client, first: 100 }));
  return nodes.map(({ id }) => id);
}

describe('[R-060] a manifest is registered in each format', () => {
  test.each([
    ['apollo', apollo(SIZE, ROOT), documentIdOf(SIZE)],
    ['relay', { [md5(SIZE)]: SIZE, [md5(ROOT)]: ROOT }, md5(SIZE)],
    [
      'relay',
      [
        ['size-1', SIZE],
        ['root-1', ROOT],
      ],
      'size-1',
    ],
    ['key-value', keyed(SIZE, ROOT), documentIdOf(SIZE)],
    ['key-value', { [`sha256:${documentIdOf(SIZE)}`]: SIZE, 'x-cms:root.1': ROOT }, documentIdOf(SIZE)],
  ])('%s', async (format, manifest, id) => {
    const client = await gateway.newClient();
    const published = await client.publish(manifest);
    expect(published).toMatchObject({ added: 2, kept: 0 });
    expect(published.documents.find((document) => document.id === id)).toEqual({ id, name: 'Size', maxCost: 1 });
    expect(await listed(client.name)).toContain(id);
    const { nodes } = await gateway.read((tx) => gateway.registry.listManifests(tx, { client: client.name }));
    expect(nodes).toEqual([
      expect.objectContaining({ id: published.manifestId, format, kid: client.kid, documentCount: 2 }),
    ]);
  });
});

describe('[R-060] a manifest that is not in order is refused, with its place, and nothing of it is registered', () => {
  const first = (change: Record<string, unknown>) => {
    const manifest = apollo(SIZE);
    return { ...manifest, operations: [{ ...manifest.operations[0], ...change }] };
  };
  test.each<[string, unknown, unknown[]]>([
    ['a text', 'manifest', ['MANIFEST_INVALID', expect.stringMatching(/^manifest /)]],
    ['nothing', {}, ['MANIFEST_INVALID', 'manifest has no documents']],
    [
      'another version',
      { ...apollo(SIZE), version: 2 },
      ['MANIFEST_INVALID', expect.stringMatching(/^manifest.version /)],
    ],
    [
      'no body',
      first({ body: undefined }),
      ['MANIFEST_INVALID', expect.stringMatching(/^manifest.operations.0.body /)],
    ],
    [
      'the id of another text',
      first({ id: documentIdOf(ROOT) }),
      ['MANIFEST_INVALID', 'manifest.operations.0.id is not the SHA-256 of the text'],
    ],
    ['no id', first({ id: 'a b' }), ['MANIFEST_INVALID', 'manifest.operations.0.id is not the id of a document']],
    [
      'an MD5 of another text',
      { [md5(ROOT)]: SIZE },
      ['MANIFEST_INVALID', `manifest.${md5(ROOT)}.id is not the MD5 of the text`],
    ],
    [
      'an id twice',
      [
        ['size', SIZE],
        ['size', SIZE],
      ],
      ['MANIFEST_INVALID', 'manifest.1.id is there twice'],
    ],
    [
      'a name twice',
      [
        ['one', SIZE],
        ['two', `${SIZE} `],
      ],
      ['MANIFEST_INVALID', 'manifest.1.name is there twice'],
    ],
    [
      'another name',
      first({ name: 'Other' }),
      ['MANIFEST_INVALID', 'manifest.operations.0.name is not the name of the operation'],
    ],
    [
      'another client',
      first({ clientName: 'web' }),
      ['MANIFEST_INVALID', 'manifest.operations.0.clientName is another client'],
    ],
    [
      'no name',
      { size: '{ auditCheckpoint { size } }' },
      ['MANIFEST_INVALID', 'manifest.size.body must hold one named query or mutation'],
    ],
    [
      'two operations',
      { both: `${SIZE} ${ROOT}` },
      ['MANIFEST_INVALID', 'manifest.both.body must hold one named query or mutation'],
    ],
    [
      'no GraphQL',
      { broken: 'query {' },
      ['MANIFEST_INVALID', expect.stringMatching(/^manifest.broken.body GRAPHQL_PARSE/)],
    ],
    [
      'a field that is not there',
      { gone: 'query Gone { gone }' },
      ['MANIFEST_INVALID', expect.stringMatching(/^manifest.gone.body .*Cannot query field/)],
    ],
    [
      'too many aliases',
      {
        wide: `query Wide { auditCheckpoint { ${Array.from({ length: 31 }, (_, n) => `a${String(n)}: size`).join(' ')} } }`,
      },
      ['MANIFEST_INVALID', 'manifest.wide.body MAX_ALIASES_LIMIT'],
    ],
    [
      'half a character',
      { '\u0041': `query Half { auditCheckpoint { size } } # \ud800` },
      ['MANIFEST_INVALID', 'manifest.A.body is not Unicode, or has NUL in it'],
    ],
    [
      'a character that no database keeps',
      { nul: `${SIZE} # \0` },
      ['MANIFEST_INVALID', 'manifest.nul.body is not Unicode, or has NUL in it'],
    ],
    ['what costs too much', { pages: PAGES }, ['MANIFEST_DOCUMENT_TOO_EXPENSIVE']],
  ])('%s', async (_what, manifest, expected) => {
    const client = await gateway.newClient();
    expect(await refusal(client.publish(manifest))).toEqual(expected);
    expect(await listed(client.name)).toEqual([]);
  });

  test('what costs too much says how much, at the most expensive variables', async () => {
    const client = await gateway.newClient();
    const error = await client.publish({ pages: PAGES }).catch((caught: unknown) => caught);
    expect((error as AppError).facts).toEqual({ document: 'pages', name: 'Pages', estimated: 10_201, max: 2_000 });
    const rich = await gateway.newClient({ maxCost: 10_201 });
    expect((await rich.publish({ pages: PAGES })).documents).toEqual([{ id: 'pages', name: 'Pages', maxCost: 10_201 }]);
  });

  test('an id never comes to stand for another text, not even after it was retired', async () => {
    const client = await gateway.newClient();
    await client.publish({ first: SIZE });
    await gateway.change((tx, nowMs) =>
      gateway.registry.retireDocuments(tx, { client: client.name, ids: ['first'], force: false, nowMs }),
    );
    expect(await refusal(client.publish({ first: ROOT }))).toEqual([
      'MANIFEST_INVALID',
      'manifest.first.id stands for another text',
    ]);
  });
});

test('[R-107] nothing of the registry changes without an audit receipt', async () => {
  const client = await gateway.newClient();
  const unaudited = gateway.db.write(null, (tx) =>
    gateway.registry.publishManifest(tx, {
      client: client.name,
      jws: client.sign(keyed(SIZE)),
      nowMs: gateway.clock.now(),
    }),
  );
  await expect(unaudited).rejects.toThrow('has no audit receipt');
  expect(await listed(client.name)).toEqual([]);
});
