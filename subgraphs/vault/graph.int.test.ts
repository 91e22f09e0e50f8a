import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { samplePdf } from './testing/sample-files.ts';
import { announce, graphql, store } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

const ADD_PERSON = `mutation ($input: AddPersonInput!) { addPerson(input: $input) { person { id fullName email phoneE164 relationship createdAt } } }`;
const ADD_ASSET = `mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id category label notes tier createdAt } } }`;
const REQUEST_UPLOAD = `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { document { id tags } } }`;
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Person { id fullName } ... on Asset { id label } ... on Document { id title type tier currentVersion { id sha256 byteSize mediaType status } }
} }`;

let vault: VaultFixture;
let ann: TestCaller;
beforeAll(async () => {
  vault = await startVaultFixture();
});
afterAll(() => vault.close());
beforeEach(() => {
  ann = vault.caller();
});
afterEach(() => {
  vault.audit.unavailable = false;
});

async function addPerson(
  caller: TestCaller,
  input: Record<string, unknown> = { fullName: 'Thandi Nkosi' },
): Promise<string> {
  vault.clock.advance(1);
  const { data } = await graphql(vault, caller, ADD_PERSON, { input });
  return (data?.['addPerson'] as { person: { id: string } }).person.id;
}

async function addAsset(caller: TestCaller, input: Record<string, unknown> = {}): Promise<string> {
  vault.clock.advance(1);
  const { data } = await graphql(vault, caller, ADD_ASSET, {
    input: { category: 'VEHICLE', label: 'Bakkie', ...input },
  });
  return (data?.['addAsset'] as { asset: { id: string } }).asset.id;
}

function nodesOf(data: Record<string, unknown> | null | undefined, field: string): Record<string, unknown>[] {
  return (data?.[field] as { nodes: Record<string, unknown>[] }).nodes;
}

/** Statements that read `table`, run by `work`. */
async function countReads(table: string, work: () => Promise<unknown>): Promise<number> {
  const before = vault.statements.length;
  await work();
  return vault.statements.slice(before).filter((sql) => new RegExp(`FROM "?(vault"?\\.)?"?${table}\\b`).test(sql))
    .length;
}

describe('[R-069] people and assets', () => {
  test('are kept as given, recorded, and listed newest first', async () => {
    const input = {
      fullName: 'Thandi Nkosi',
      email: 'thandi@example.test',
      phoneE164: '+27821234567',
      relationship: 'Sister',
    };
    const { data } = await graphql(vault, ann, ADD_PERSON, { input });
    const added = (data?.['addPerson'] as { person: Record<string, unknown> }).person;
    expect(added).toMatchObject(input);
    expect(added['createdAt']).toBe(new Date(vault.clock.now()).toISOString());
    const second = await addPerson(ann, { fullName: 'Pieter' });
    const list = await graphql(
      vault,
      ann,
      '{ people { nodes { id fullName email phoneE164 relationship createdAt } } }',
    );
    const bare = { fullName: 'Pieter', email: null, phoneE164: null, relationship: null };
    expect(nodesOf(list.data, 'people')).toEqual([expect.objectContaining({ id: second, ...bare }), added]);
    expect(vault.audit.events.filter((event) => event.kind === 'PREPARED').at(-1)).toMatchObject({
      action: 'vault.person.create',
      actor: { principalId: ann.principalId, sessionId: ann.sessionId },
      target: { type: 'Person', id: second, ownerPrincipalId: ann.principalId },
      detail: {},
    });
  });

  test('assets of every category are kept; the tier is amber unless given', async () => {
    const categories = [
      'PROPERTY',
      'BANK_ACCOUNT',
      'INSURANCE_POLICY',
      'VEHICLE',
      'BUSINESS_INTEREST',
      'DIGITAL_ACCOUNT',
      'OTHER',
    ];
    for (const category of categories) await addAsset(ann, { category, notes: 'line one\nline two' });
    await addAsset(ann, { tier: 'GREEN' });
    const { data } = await graphql(vault, ann, '{ assets { nodes { category tier notes label } } }');
    const nodes = nodesOf(data, 'assets').reverse();
    expect(nodes.slice(0, -1).map(({ category }) => category)).toEqual(categories);
    expect(nodes[0]).toEqual({ category: 'PROPERTY', tier: 'AMBER', notes: 'line one\nline two', label: 'Bakkie' });
    expect(nodes.at(-1)).toMatchObject({ tier: 'GREEN', notes: null });
  });

  test('leave no row when the audit log does not answer', async () => {
    vault.audit.unavailable = true;
    expect(await graphql(vault, ann, ADD_PERSON, { input: { fullName: 'Nobody' } })).toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    const asset = { category: 'OTHER', label: 'Nothing' };
    expect(await graphql(vault, ann, ADD_ASSET, { input: asset })).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    vault.audit.unavailable = false;
    const { data } = await graphql(vault, ann, '{ people { nodes { id } } assets { nodes { id } } }');
    expect(data).toEqual({ people: { nodes: [] }, assets: { nodes: [] } });
  });
});

describe('[R-078] tiers are an allowlist', () => {
  test('what is of another tier is left out of lists and of references, and cannot be made', async () => {
    const all = { ...ann, tiers: ['green', 'amber', 'red'] as TestCaller['tiers'] };
    const [green, red] = [await addAsset(all, { tier: 'GREEN' }), await addAsset(all, { tier: 'RED' })];
    const input = { title: 'Health', type: 'MEDICAL_LETTER', tier: 'RED' };
    const { documentId } = await announce(vault, all, samplePdf(), input);
    const personId = await addPerson(all);
    const representations = [
      { __typename: 'Asset', id: green },
      { __typename: 'Asset', id: red },
      { __typename: 'Document', id: documentId },
      { __typename: 'Person', id: personId },
    ];
    const seenBy = async (tiers: TestCaller['tiers']): Promise<unknown> => {
      const lists = await graphql(
        vault,
        { ...ann, tiers },
        '{ assets { nodes { id } } documents { nodes { id } } people { nodes { id } } }',
      );
      const found = await graphql(vault, { ...ann, tiers }, ENTITIES, { representations });
      const entities = found.data?.['_entities'] as (null | { id: string })[];
      return [
        ...['assets', 'documents', 'people'].map((field) => nodesOf(lists.data, field).map(({ id }) => id)),
        entities.map((entity) => entity?.id ?? null),
      ];
    };
    expect(await seenBy(['green', 'amber', 'red'])).toEqual([
      [red, green],
      [documentId],
      [personId],
      [green, red, documentId, personId],
    ]);
    expect(await seenBy(['red'])).toEqual([[red], [documentId], [], [null, red, documentId, null]]);
    expect(await seenBy(['green', 'amber'])).toEqual([[green], [], [personId], [green, null, null, personId]]);
    expect(await seenBy([])).toEqual([[], [], [], [null, null, null, null]]);
    const amber = { ...ann, tiers: ['amber'] as TestCaller['tiers'] };
    const asset = { category: 'OTHER', label: 'Ring', tier: 'RED' };
    expect(await graphql(vault, amber, ADD_ASSET, { input: asset })).toMatchObject({ code: 'FORBIDDEN' });
    await expect(announce(vault, amber, samplePdf(), input)).rejects.toThrow('FORBIDDEN');
    await expect(announce(vault, amber, samplePdf(), { documentId })).rejects.toThrow('NOT_FOUND');
  });

  test('a red token alone adds no person', async () => {
    const input = { fullName: 'Thandi' };
    expect(await graphql(vault, { ...ann, tiers: ['red'] }, ADD_PERSON, { input })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('[R-077] what belongs to somebody else', () => {
  test('is as if it were not there, for every id and every reference', async () => {
    const personId = await addPerson(ann);
    const assetId = await addAsset(ann);
    const { documentId } = await store(vault, ann, samplePdf());
    const strangers = [vault.caller(), vault.caller({ tenantId: ann.tenantId }), { ...ann, tenantId: newId() }];
    const representations = [
      { __typename: 'Person', id: personId },
      { __typename: 'Asset', id: assetId },
      { __typename: 'Document', id: documentId },
    ];
    const unknown = representations.map(({ __typename }) => ({ __typename, id: newId() }));
    const malformed = representations.map(({ __typename }) => ({ __typename, id: "' OR 1=1 --" }));
    for (const stranger of strangers) {
      const document = await graphql(vault, stranger, 'query ($id: ID!) { document(id: $id) { id } }', {
        id: documentId,
      });
      expect(document).toMatchObject({ data: { document: null }, code: undefined });
      const lists = await graphql(
        vault,
        stranger,
        '{ people { nodes { id } } assets { nodes { id } } documents { nodes { id } } }',
      );
      expect(lists.data).toEqual({ people: { nodes: [] }, assets: { nodes: [] }, documents: { nodes: [] } });
      for (const asked of [representations, unknown, malformed]) {
        const answer = await graphql(vault, stranger, ENTITIES, { representations: asked });
        expect(answer).toMatchObject({ data: { _entities: [null, null, null] }, code: undefined });
      }
      await expect(announce(vault, stranger, samplePdf(), { documentId })).rejects.toThrow('NOT_FOUND');
    }
  });

  test('gives the same answer as a missing thing, word for word', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    const ask = (id: string): Promise<unknown> =>
      graphql(vault, vault.caller(), 'mutation ($id: ID!) { requestDownload(input: { documentId: $id }) { sha256 } }', {
        id,
      });
    expect(await ask(documentId)).toEqual(await ask(newId()));
  });
});

describe('who may ask', () => {
  const operations = [
    '{ people { nodes { id } } }',
    '{ assets { nodes { id } } }',
    '{ documents { nodes { id } } }',
    `{ document(id: "${newId()}") { id } }`,
    'mutation { addPerson(input: { fullName: "A" }) { person { id } } }',
    'mutation { addAsset(input: { category: OTHER, label: "A" }) { asset { id } } }',
    `mutation { requestDownload(input: { documentId: "${newId()}" }) { sha256 } }`,
    `mutation { requestUpload(input: { title: "A", type: WILL, tier: AMBER, byteSize: 1, sha256: "${'0'.repeat(64)}", mediaType: "image/png" }) { uploadUrl } }`,
  ];
  test.each(operations)('a signed-in principal with the scope, and nobody else: %s', async (query) => {
    expect(await graphql(vault, undefined, query)).toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const role of ['operator', 'auditor', 'information_officer', 'reviewer', 'partner'] as const) {
      expect(await graphql(vault, { ...ann, role }, query)).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await graphql(vault, { ...ann, scopes: ['read:packs'] }, query)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('[R-044] no request without a service’s signature, not even for the schema', async () => {
    for (const query of ['{ _service { sdl } }', ENTITIES, '{ people { nodes { id } } }']) {
      const response = await fetch(`${vault.baseUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${vault.vouchFor(ann)}` },
        body: JSON.stringify({ query, variables: { representations: [] } }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
    }
  });

  test('references need a caller too', async () => {
    const representations = [{ __typename: 'Document', id: newId() }];
    expect(await graphql(vault, undefined, ENTITIES, { representations })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('the case service resolves documents and people of its caller', async () => {
    const file = samplePdf();
    const { documentId, versionId } = await store(vault, ann, file);
    const personId = await addPerson(ann);
    const representations = [
      { __typename: 'Document', id: documentId },
      { __typename: 'Person', id: personId },
    ];
    const { data } = await graphql(vault, ann, ENTITIES, { representations }, 'case');
    const { sha256, byteSize, mediaType } = file;
    expect(data).toEqual({
      _entities: [
        {
          __typename: 'Document',
          id: documentId,
          title: 'A sample',
          type: 'WILL',
          tier: 'AMBER',
          currentVersion: { id: versionId, sha256, byteSize, mediaType, status: 'AVAILABLE' },
        },
        { __typename: 'Person', id: personId, fullName: 'Thandi Nkosi' },
      ],
    });
  });
});

describe('[R-083] input beyond its limits is refused by field', () => {
  const file = { byteSize: 1, sha256: '0'.repeat(64), mediaType: 'application/pdf' };
  const document = { ...file, title: 'T', type: 'WILL', tier: 'AMBER' };
  const cases: readonly [string, string, Record<string, unknown>][] = [
    ['input.fullName', ADD_PERSON, { fullName: ' ' }],
    ['input.fullName', ADD_PERSON, { fullName: 'x'.repeat(121) }],
    ['input.fullName', ADD_PERSON, { fullName: 'a\u0000b' }],
    ['input.fullName', ADD_PERSON, { fullName: 'two\nlines' }],
    ['input.fullName', ADD_PERSON, { fullName: '\ud800' }],
    ['input.fullName', ADD_PERSON, { fullName: 'turned \u202e round' }],
    ['input.email', ADD_PERSON, { fullName: 'A', email: 'not an address' }],
    ['input.email', ADD_PERSON, { fullName: 'A', email: `${'x'.repeat(310)}@example.test` }],
    ['input.phoneE164', ADD_PERSON, { fullName: 'A', phoneE164: '0821234567' }],
    ['input.phoneE164', ADD_PERSON, { fullName: 'A', phoneE164: '+1234567890123456' }],
    ['input.relationship', ADD_PERSON, { fullName: 'A', relationship: 'x'.repeat(81) }],
    ['input.label', ADD_ASSET, { category: 'OTHER', label: 'x'.repeat(121) }],
    ['input.notes', ADD_ASSET, { category: 'OTHER', label: 'A', notes: 'x'.repeat(4_001) }],
    ['input.title', REQUEST_UPLOAD, { ...document, title: 'x'.repeat(161) }],
    ['input.title', REQUEST_UPLOAD, { ...document, title: undefined }],
    ['input.type', REQUEST_UPLOAD, { ...document, type: undefined }],
    ['input.tier', REQUEST_UPLOAD, { ...document, tier: null }],
    ['input.tags', REQUEST_UPLOAD, { ...document, tags: Array.from({ length: 21 }, (_, index) => String(index)) }],
    ['input.tags.1', REQUEST_UPLOAD, { ...document, tags: ['a', 'x'.repeat(41)] }],
    ['input.byteSize', REQUEST_UPLOAD, { ...document, byteSize: 0 }],
    ['input.byteSize', REQUEST_UPLOAD, { ...document, byteSize: 52_428_801 }],
    ['input.sha256', REQUEST_UPLOAD, { ...document, sha256: 'F'.repeat(64) }],
    ['input.sha256', REQUEST_UPLOAD, { ...document, sha256: '0'.repeat(63) }],
    ['input.mediaType', REQUEST_UPLOAD, { ...document, mediaType: 'application/zip' }],
    ['input.mediaType', REQUEST_UPLOAD, { ...document, mediaType: 'text/html' }],
    ['input.documentId', REQUEST_UPLOAD, { ...file, documentId: '1' }],
    ['input.title', REQUEST_UPLOAD, { ...document, documentId: newId() }],
  ];
  test.each(cases)('%s of %.40s', async (field, query, input) => {
    const { code, fields } = await graphql(vault, ann, query, { input });
    expect(code).toBe('BAD_USER_INPUT');
    expect(Object.keys(fields as object)).toContain(field);
  });

  test('the greatest allowed is accepted', async () => {
    const input = {
      ...document,
      title: 'x'.repeat(160),
      byteSize: 52_428_800,
      tags: Array.from({ length: 20 }, (_, index) => String(index).padStart(40, 'x')),
    };
    expect((await graphql(vault, ann, REQUEST_UPLOAD, { input })).code).toBeUndefined();
  });

  test('[R-082] text comes back as it was given, whatever it would mean elsewhere', async () => {
    const corpus = [
      `'; DROP TABLE vault.person; --`,
      '<script>alert(1)</script>',
      '{{7*7}}',
      '${jndi:ldap://x}',
      '%00',
      '=1+1',
      '../../etc/passwd',
      '\\x27',
    ];
    for (const text of corpus) {
      const label = text;
      const id = await addAsset(ann, { label, notes: text });
      const { data } = await graphql(vault, ann, ENTITIES, { representations: [{ __typename: 'Asset', id }] });
      expect(data).toEqual({ _entities: [{ __typename: 'Asset', id, label }] });
    }
  });
});

describe('lists', () => {
  test('are walked page by page without a gap', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift(await addPerson(ann));
    }
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await graphql(
        vault,
        ann,
        'query ($after: String) { people(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      seen.push(...nodesOf(data, 'people').map(({ id }) => String(id)));
      const { pageInfo } = data?.['people'] as { pageInfo: { hasNextPage: boolean; endCursor: string } };
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(ids);
  });

  test.each([
    ['first', '{ people(first: 0) { nodes { id } } }'],
    ['first', '{ assets(first: 101) { nodes { id } } }'],
    ['after', '{ documents(after: "x") { nodes { id } } }'],
  ])('refuse a wrong %s', async (path, query) => {
    const { code, fields } = await graphql(vault, ann, query);
    expect(code).toBe('BAD_USER_INPUT');
    expect(fields).toHaveProperty([path]);
  });

  test('versions are walked by number', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    for (let count = 0; count < 3; count += 1) await announce(vault, ann, samplePdf(), { documentId });
    const page =
      'query ($id: ID!, $after: String) { document(id: $id) { versions(first: 3, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } } }';
    const first = await graphql(vault, ann, page, { id: documentId });
    const { versions } = first.data?.['document'] as { versions: { pageInfo: { endCursor: string } } };
    expect(versions).toMatchObject({
      nodes: [{ number: 4 }, { number: 3 }, { number: 2 }],
      pageInfo: { hasNextPage: true },
    });
    const rest = await graphql(vault, ann, page, { id: documentId, after: versions.pageInfo.endCursor });
    expect(rest.data).toMatchObject({
      document: { versions: { nodes: [{ number: 1 }], pageInfo: { hasNextPage: false } } },
    });
  });

  test('cost one statement per kind, however many documents are asked for', async () => {
    for (let count = 0; count < 4; count += 1) {
      const { documentId } = await store(vault, ann, samplePdf());
      await announce(vault, ann, samplePdf(), { documentId });
    }
    const query = (first: number): string =>
      `{ documents(first: ${String(first)}) { nodes { id owner { id } currentVersion { id } versions(first: 2) { nodes { id } } } } }`;
    const readsFor = async (first: number): Promise<number[]> => [
      await countReads('document', () => graphql(vault, ann, query(first))),
      await countReads('document_version', () => graphql(vault, ann, query(first))),
    ];
    expect(await readsFor(1)).toEqual([1, 2]);
    expect(await readsFor(4)).toEqual([1, 2]);
  });

  test('references cost one statement per kind', async () => {
    const ids = [await addPerson(ann), await addPerson(ann), await addPerson(ann)];
    const representations = ids.map((id) => ({ __typename: 'Person', id }));
    expect(await countReads('person', () => graphql(vault, ann, ENTITIES, { representations }))).toBe(1);
  });
});

test('tags lose what is said twice', async () => {
  const input = { title: 'T', type: 'WILL', tier: 'AMBER', tags: ['one', 'two', ' one '] };
  const { sha256, byteSize, mediaType } = samplePdf();
  const { data } = await graphql(vault, ann, REQUEST_UPLOAD, { input: { ...input, sha256, byteSize, mediaType } });
  expect(data).toMatchObject({ requestUpload: { document: { tags: ['one', 'two'] } } });
});
