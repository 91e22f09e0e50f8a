import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isId, newId } from '#platform/ids';
import { TIERS, addAsset, addPerson, createGranter, newDocument, refusal } from './testing/granted-world.ts';
import { grantOf } from './testing/grants.ts';
import { samplePdf } from './testing/sample-files.ts';
import { announce, get, graphql, offer, put, readContent } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { HeldGrant, Tier } from '#platform/auth';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Granter } from './testing/granted-world.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

/** Somebody, and what they may have of the granter's. */
interface Persona {
  readonly name: string;
  readonly caller: () => TestCaller;
  /** Tiers they read; undefined when they reach nothing there at all. */
  readonly reads: readonly Tier[] | undefined;
  /** Tiers they add; undefined when they may add nothing there at all. */
  readonly writes: readonly Tier[] | undefined;
}

let vault: VaultFixture;
let ann: Granter;
beforeAll(async () => {
  vault = await startVaultFixture();
  ann = await createGranter(vault);
});
afterAll(() => vault.close());

/** Has every tier, so that only the grant limits. */
function holder(...grants: Partial<HeldGrant>[]): () => TestCaller {
  return () => vault.caller({ tiers: [...TIERS], grants: grants.map((change) => grantOf(ann.caller, change)) });
}

const staged = newId();
const [proxy, nothing] = [{ role: 'proxy' } as const, { reads: undefined, writes: undefined }];
const personas: readonly Persona[] = [
  { name: 'the owner', caller: () => ann.caller, reads: TIERS, writes: TIERS },
  { name: 'a proxy who may write', caller: holder({}), reads: ['green', 'amber'], writes: ['green', 'amber'] },
  {
    name: 'a proxy who may read',
    caller: holder({ ...proxy, accessLevel: 'read_only_all' }),
    reads: ['green', 'amber'],
    writes: undefined,
  },
  { name: 'a proxy for packs', caller: holder({ ...proxy, accessLevel: 'read_only_packs' }), ...nothing },
  ...TIERS.map((tier) => ({
    name: `a proxy for ${tier}`,
    caller: holder({ tiers: [tier] }),
    reads: [tier],
    writes: [tier],
  })),
  { name: 'a proxy for no tier', caller: holder({ tiers: [] }), reads: [], writes: [] },
  {
    name: 'a proxy whose account has fewer tiers than the grant',
    caller: () => vault.caller({ tiers: ['amber'], grants: [grantOf(ann.caller, { tiers: [...TIERS] })] }),
    reads: ['amber'],
    writes: ['amber'],
  },
  {
    name: 'a proxy by two grants, each by itself',
    caller: holder({ tiers: ['green'] }, { tiers: ['red'], accessLevel: 'read_only_all' }),
    reads: ['green', 'red'],
    writes: ['green'],
  },
  {
    name: 'a proxy with staged access, two entries of one grant',
    caller: holder({ id: staged, tiers: ['green'] }, { id: staged, tiers: ['red'], accessLevel: 'read_only_all' }),
    reads: ['green', 'red'],
    writes: ['green'],
  },
  { name: 'an executor nominee', caller: holder({ role: 'executor_nominee', tiers: [...TIERS] }), ...nothing },
  {
    name: 'an emergency contact',
    caller: holder({ role: 'emergency_contact', accessLevel: 'read_only_packs' }),
    ...nothing,
  },
  {
    name: 'an emergency contact with staged access',
    caller: holder({ role: 'emergency_contact', accessLevel: 'read_only_all', tiers: ['amber'] }),
    reads: ['amber'],
    writes: undefined,
  },
  {
    name: 'an emergency contact, whatever the level,',
    caller: holder({ role: 'emergency_contact', accessLevel: 'limited_write', tiers: ['amber'] }),
    reads: ['amber'],
    writes: undefined,
  },
  {
    name: 'a proxy whose grant has ended',
    caller: () => {
      const expiresAt = Math.floor(vault.clock.now() / 1_000);
      return vault.caller({ tiers: [...TIERS], grants: [grantOf(ann.caller, { expiresAt })] });
    },
    ...nothing,
  },
  { name: 'a proxy of somebody else', caller: holder({ principalId: newId() }), ...nothing },
  {
    name: 'a proxy of somebody else in the same tenant',
    caller: () =>
      vault.caller({
        tenantId: ann.caller.tenantId,
        grants: [grantOf({ tenantId: ann.caller.tenantId, principalId: newId() })],
      }),
    ...nothing,
  },
  { name: 'a stranger', caller: () => vault.caller({ tiers: [...TIERS] }), ...nothing },
];

const LISTS = `query ($of: ID) { people(onBehalfOf: $of) { nodes { id } } assets(onBehalfOf: $of) { nodes { tier } }
  documents(onBehalfOf: $of) { nodes { tier currentVersion { status } versions { nodes { number } } } } }`;
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Person { id } ... on Asset { id } ... on Document { id currentVersion { id } versions { nodes { id } } } } }`;

/** Tiers of what a list holds, each once. */
function tiersIn(data: Record<string, unknown> | null | undefined, field: string): string[] {
  const { nodes } = data?.[field] as { nodes: { tier: string }[] };
  return TIERS.filter((tier) => nodes.some((node) => node.tier === tier.toUpperCase()));
}

async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => String(error),
  );
}

describe.each(personas)('[R-037] [R-077] [R-078] $name', ({ caller, reads, writes }) => {
  const expected = (tier: Tier, done: unknown, hidden: unknown): unknown => (reads?.includes(tier) ? done : hidden);

  test('lists what the grant opens', async () => {
    const { data, code, fields } = await graphql(vault, caller(), LISTS, { of: ann.caller.principalId });
    if (reads === undefined) {
      expect(refusal(code, fields)).toBe('NOT_FOUND onBehalfOf');
      return;
    }
    expect(code).toBeUndefined();
    expect((data?.['people'] as { nodes: unknown[] }).nodes.length > 0).toBe(reads.includes('amber'));
    for (const field of ['assets', 'documents']) expect(tiersIn(data, field)).toEqual(reads);
  });

  test('finds it by id and by reference', async () => {
    const representations = [
      { __typename: 'Person', id: ann.person },
      ...TIERS.map((tier) => ({ __typename: 'Asset', id: ann.assets[tier] })),
      ...TIERS.map((tier) => ({ __typename: 'Document', id: ann.documents[tier].documentId })),
    ];
    const found = await graphql(vault, caller(), ENTITIES, { representations }, 'case');
    expect(found.code).toBeUndefined();
    expect(found.data?.['_entities']).toEqual([
      expected('amber', { id: ann.person }, null),
      ...TIERS.map((tier) => expected(tier, { id: ann.assets[tier] }, null)),
      ...TIERS.map((tier) => {
        const { documentId: id, versionId } = ann.documents[tier];
        const document = { id, currentVersion: { id: versionId }, versions: expect.anything() };
        return expected(tier, document, null);
      }),
    ]);
    for (const tier of TIERS) {
      const id = ann.documents[tier].documentId;
      const { data } = await graphql(vault, caller(), 'query ($id: ID!) { document(id: $id) { id } }', { id });
      expect(data).toEqual({ document: expected(tier, { id }, null) });
    }
  });

  test.each(TIERS)('downloads what is %s, or not', async (tier) => {
    const who = caller();
    const { documentId } = ann.documents[tier];
    const isOpen = reads?.includes(tier) === true;
    const answer = await offer(vault, who, documentId).then(
      async (ticket) => (await get(vault, who, ticket)).status,
      (error: unknown) => String(error),
    );
    expect(answer).toBe(isOpen ? 200 : 'Error: requestDownload: NOT_FOUND');
    expect((await readContent(vault, who, ann.documents[tier])).status).toBe(isOpen ? 200 : 404);
  });

  test.each(TIERS)('adds what is %s, or not', async (tier) => {
    const who = caller();
    const of = ann.caller.principalId;
    const asset = await addAsset(vault, who, tier, of);
    const document = await outcome(announce(vault, who, samplePdf(100), newDocument(tier, of)));
    if (writes?.includes(tier)) {
      expect([isId(String(asset)), document]).toEqual([true, 'done']);
      return;
    }
    const refused = writes === undefined ? 'NOT_FOUND input.onBehalfOf' : 'FORBIDDEN';
    expect(asset).toBe(refused);
    expect(document).toContain(`requestUpload: ${refused.split(' ')[0] ?? ''}`);
  });

  test.each(TIERS)('adds a version to what is %s, or not', async (tier) => {
    const who = caller();
    const file = samplePdf(100);
    const announced = announce(vault, who, file, { documentId: ann.documents[tier].documentId });
    if (!writes?.includes(tier)) {
      await expect(announced).rejects.toThrow('requestUpload: NOT_FOUND');
      return;
    }
    const { ticket } = await announced;
    expect((await put(vault, who, ticket, file)).status).toBe(201);
    expect((await put(vault, who, ticket, file)).status).toBe(404);
    ann = { ...ann, documents: { ...ann.documents, [tier]: await newest(ann.documents[tier].documentId) } };
  });

  test('adds a person, or not', async () => {
    const added = String(await addPerson(vault, caller(), ann.caller.principalId));
    if (writes?.includes('amber')) expect(isId(added)).toBe(true);
    else expect(added).toBe(writes === undefined ? 'NOT_FOUND input.onBehalfOf' : 'FORBIDDEN');
  });
});

test('[R-153] a grant that names the right person in another tenant opens nothing in theirs', async () => {
  const caller = vault.caller({ tiers: [...TIERS], grants: [grantOf({ ...ann.caller, tenantId: newId() })] });
  const representations = [
    { __typename: 'Person', id: ann.person },
    ...TIERS.map((tier) => ({ __typename: 'Document', id: ann.documents[tier].documentId })),
  ];
  const { data } = await graphql(vault, caller, ENTITIES, { representations });
  expect(data).toEqual({ _entities: [null, null, null, null] });
  const lists = await graphql(vault, caller, LISTS, { of: ann.caller.principalId });
  expect(lists.data).toEqual({ people: { nodes: [] }, assets: { nodes: [] }, documents: { nodes: [] } });
});

async function newest(documentId: string): Promise<Granter['documents']['red']> {
  const [version] = await vault.rows<{ id: string }>(
    `SELECT id FROM vault.document_version WHERE document_id = $1 AND status = 'available' ORDER BY number DESC LIMIT 1`,
    [documentId],
  );
  return { documentId, versionId: version?.id ?? '', ticket: '' };
}
