import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { createGranter } from './testing/granted-world.ts';
import { grantOf } from './testing/grants.ts';
import { samplePdf } from './testing/sample-files.ts';
import { announce, graphql } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Document { id owner { id } currentVersion { id } versions(first: 2) { nodes { id } } } } }`;

let vault: VaultFixture;
let owners: TestCaller[];
let pat: TestCaller;
/** Ten documents of each owner, one owner after the other by turns. */
let documentIds: string[];
beforeAll(async () => {
  vault = await startVaultFixture();
  owners = [vault.caller(), vault.caller()];
  pat = vault.caller({ grants: owners.map((owner) => grantOf(owner, { accessLevel: 'read_only_all' })) });
  documentIds = [];
  for (let count = 0; count < 10; count += 1) {
    for (const owner of owners) documentIds.push((await announce(vault, owner, samplePdf(100))).documentId);
  }
});
afterAll(() => vault.close());

/** Every statement of a request for these documents, the ones that begin and end transactions included. */
async function statementsFor(who: TestCaller, ids: readonly string[]): Promise<string[]> {
  const before = vault.statements.length;
  const representations = ids.map((id) => ({ __typename: 'Document', id }));
  const { data } = await graphql(vault, who, ENTITIES, { representations });
  expect((data?.['_entities'] as ({ id: string } | null)[]).map((entity) => entity?.id)).toEqual(ids);
  return vault.statements.slice(before);
}

function countOf(statements: readonly string[], pattern: RegExp): number {
  return statements.filter((sql) => pattern.test(sql)).length;
}

describe('[R-077] what somebody granted, but not to this extent', () => {
  const kinds = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Document { id } ... on Asset { id } ... on Person { id } } }`;
  const DOWNLOAD = 'mutation ($id: ID!) { requestDownload(input: { documentId: $id }) { downloadUrl } }';

  async function statementsOf(who: TestCaller, query: string, variables: Record<string, unknown>): Promise<string[]> {
    const before = vault.statements.length;
    await graphql(vault, who, query, variables);
    return vault.statements.slice(before);
  }

  test.each([
    ['a tier', ['green', 'amber'], 'red'],
    ['the lowest tier', ['red'], 'green'],
    ['another tier only', ['red'], 'amber'],
  ] as const)('takes the same steps as what does not exist: without %s', async (_what, tiers, tier) => {
    const ann = await createGranter(vault);
    const who = vault.caller({
      tiers: ['green', 'amber', 'red'],
      grants: [grantOf(ann.caller, { tiers: [...tiers] })],
    });
    const hidden = {
      Document: ann.documents[tier].documentId,
      Asset: ann.assets[tier],
      ...(tier === 'amber' ? { Person: ann.person } : {}),
    };
    for (const [typeName, id] of Object.entries(hidden)) {
      const asked = (wanted: string): Promise<string[]> =>
        statementsOf(who, kinds, { representations: [{ __typename: typeName, id: wanted }] });
      expect(await asked(id)).toEqual(await asked(newId()));
    }
    expect(await statementsOf(who, DOWNLOAD, { id: hidden.Document })).toEqual(
      await statementsOf(who, DOWNLOAD, { id: newId() }),
    );
  });

  test('with the tiers of each granter apart', async () => {
    const [ann, eve] = [await createGranter(vault), await createGranter(vault)];
    const grants = [grantOf(ann.caller, { tiers: ['red'] }), grantOf(eve.caller, { tiers: ['green'] })];
    const who = vault.caller({ tiers: ['green', 'amber', 'red'], grants });
    const ids = [ann, eve].flatMap(({ documents }) => [documents.red.documentId, documents.green.documentId]);
    const representations = ids.map((id) => ({ __typename: 'Document', id }));
    const { data } = await graphql(vault, who, kinds, { representations });
    expect(data?.['_entities']).toEqual([{ id: ids[0] }, null, null, { id: ids[3] }]);
  });
});

describe('whose the rows are costs', () => {
  test('as many statements for 20 documents of two owners as for two', async () => {
    const forTwo = await statementsFor(pat, documentIds.slice(0, 2));
    const forTwenty = await statementsFor(pat, documentIds);
    expect(forTwenty).toHaveLength(forTwo.length);
    expect(countOf(forTwenty, /owners_of_documents/)).toBe(1);
    expect(countOf(forTwenty, /FROM "?(vault"?\.)?"?document"?\s/)).toBe(owners.length);
    expect(countOf(forTwenty, /FROM "?(vault"?\.)?"?document_version\b/)).toBe(2 * owners.length);
  });

  test('one look-up, whoever else granted something', async () => {
    const others = Array.from({ length: 30 }, () => grantOf(vault.caller()));
    const popular = { ...pat, grants: [...pat.grants, ...others] };
    expect(await statementsFor(popular, documentIds)).toHaveLength((await statementsFor(pat, documentIds)).length);
  });

  test('nothing at all for somebody without a grant, or without one that would do', async () => {
    const [owner] = owners;
    if (owner === undefined) throw new Error('there are two');
    const own = documentIds.filter((_id, at) => at % 2 === 0);
    const statements = await statementsFor(owner, own);
    expect(countOf(statements, /owners_of/)).toBe(0);
    const grants = [grantOf(vault.caller(), { role: 'executor_nominee' })];
    expect(await statementsFor({ ...owner, grants }, own)).toHaveLength(statements.length);
  });
});
