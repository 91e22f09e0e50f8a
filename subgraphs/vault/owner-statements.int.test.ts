import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
