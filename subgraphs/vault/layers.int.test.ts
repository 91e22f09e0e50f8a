import { afterEach, describe, expect, test } from '@jest/globals';
import { decide } from '#platform/access';
import { createGranter } from './testing/granted-world.ts';
import { grantOf } from './testing/grants.ts';
import { announce, get, graphql, offer, readContent } from './testing/vault-client.ts';
import { samplePdf } from './testing/sample-files.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Granter } from './testing/granted-world.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Person { id } ... on Asset { id } ... on Document { id currentVersion { id } versions { nodes { id } } } } }`;
const LISTS = '{ people { nodes { id } } assets { nodes { id } } documents { nodes { id } } }';

let vault: VaultFixture;
afterEach(() => vault.close());

/** Everybody who has no business with what is red, nor with anything of a stranger. */
async function expectNothing(ann: Granter): Promise<void> {
  const { documentId, versionId } = ann.documents.red;
  const outsiders = [
    vault.caller({ tiers: ['green', 'amber', 'red'] }),
    vault.caller({ tiers: ['green', 'amber', 'red'], tenantId: ann.caller.tenantId }),
    vault.caller({ tiers: ['green', 'amber', 'red'], grants: [grantOf((await createGranter(vault)).caller)] }),
  ];
  for (const outsider of outsiders) {
    expect(await seenBy(outsider, ann)).toEqual([null, null, null]);
    const lists = await graphql(vault, outsider, LISTS);
    expect(lists.data).toEqual({ people: { nodes: [] }, assets: { nodes: [] }, documents: { nodes: [] } });
    await expect(offer(vault, outsider, documentId)).rejects.toThrow('NOT_FOUND');
    await expect(announce(vault, outsider, samplePdf(100), { documentId })).rejects.toThrow('NOT_FOUND');
    expect((await readContent(vault, outsider, { documentId, versionId })).status).toBe(404);
    const ticket = await offer(vault, ann.caller, documentId);
    expect((await get(vault, outsider, ticket)).status).toBe(404);
  }
}

async function seenBy(who: TestCaller, ann: Granter): Promise<unknown> {
  const representations = [
    { __typename: 'Person', id: ann.person },
    { __typename: 'Asset', id: ann.assets.red },
    { __typename: 'Document', id: ann.documents.red.documentId },
  ];
  const { data } = await graphql(vault, who, ENTITIES, { representations });
  return data?.['_entities'];
}

/** Takes row-level security away, as nobody can who does not own the tables. */
async function dropRowSecurity(): Promise<void> {
  for (const table of ['person', 'asset', 'document', 'document_version', 'transfer_ticket']) {
    await vault.rows(`ALTER TABLE vault.${table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
  }
}

describe('[R-077] [R-153] one layer off, and the others still refuse', () => {
  test('without the decision about loaded rows', async () => {
    vault = await startVaultFixture({}, { decide: () => ({ allowed: true }) });
    await expectNothing(await createGranter(vault));
  });

  test('without the rules in front of the fields', async () => {
    vault = await startVaultFixture({}, { enforceAccess: () => new Map() });
    await expectNothing(await createGranter(vault));
  });

  test('without row-level security', async () => {
    vault = await startVaultFixture();
    const ann = await createGranter(vault);
    await dropRowSecurity();
    await expectNothing(ann);
    expect(await seenBy(ann.caller, ann)).not.toContain(null);
  });

  test('the decision is asked about each row, with whose it is and its tier', async () => {
    const asked = new Set<string>();
    vault = await startVaultFixture(
      {},
      {
        decide: (policy, actor, now, object) => {
          if (object !== undefined)
            asked.add(`${String(object.principalId)} ${object.tenantId} ${String(object.tier)}`);
          return decide(policy, actor, now, object);
        },
      },
    );
    const ann = await createGranter(vault);
    asked.clear();
    await seenBy(ann.caller, ann);
    const { principalId, tenantId } = ann.caller;
    expect([...asked].sort()).toEqual([`${principalId} ${tenantId} amber`, `${principalId} ${tenantId} red`]);
  });

  test('what the decision refuses is not there, although it was loaded', async () => {
    let isRefusing = false;
    vault = await startVaultFixture(
      {},
      {
        decide: (policy, actor, now, object) =>
          isRefusing && object !== undefined ? { allowed: false, reason: 'owner' } : decide(policy, actor, now, object),
      },
    );
    const ann = await createGranter(vault);
    expect(await seenBy(ann.caller, ann)).not.toContain(null);
    const ticket = await offer(vault, ann.caller, ann.documents.red.documentId);
    isRefusing = true;
    expect(await seenBy(ann.caller, ann)).toEqual([null, null, null]);
    expect((await graphql(vault, ann.caller, LISTS)).data).toEqual({
      people: { nodes: [] },
      assets: { nodes: [] },
      documents: { nodes: [] },
    });
    expect((await get(vault, ann.caller, ticket)).status).toBe(404);
    expect((await readContent(vault, ann.caller, ann.documents.red)).status).toBe(404);
  });
});
