import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '#platform/db';
import { newId } from '#platform/ids';
import { createGranter } from '../testing/granted-world.ts';
import { announce } from '../testing/vault-client.ts';
import { samplePdf } from '../testing/sample-files.ts';
import { startVaultFixture } from '../testing/vault-fixture.ts';
import { migrations } from './migrations/index.ts';
import { createOwnerLookups } from './owner-lookups.ts';
import type { Database } from '#platform/db';
import type { OwnerLookups } from '../domain/ports.ts';
import type { Reach } from '../domain/requester.ts';
import type { Granter } from '../testing/granted-world.ts';
import type { VaultFixture } from '../testing/vault-fixture.ts';

let vault: VaultFixture;
let db: Database;
let lookups: OwnerLookups;
let ann: Granter;
let eve: Granter;
beforeAll(async () => {
  vault = await startVaultFixture();
  db = await openDatabase({ service: 'vault', url: vault.appUrl, poolMax: 1, entities: [], migrations });
  lookups = createOwnerLookups(db);
  [ann, eve] = [await createGranter(vault), await createGranter(vault)];
});
afterAll(async () => {
  await db.close();
  await vault.close();
});

function ownerOf({ caller: { tenantId, principalId } }: Granter): Pick<Reach, 'tenantId' | 'principalId'> {
  return { tenantId, principalId };
}

function reachTo(granter: Granter, ...tiers: Reach['tiers']): Reach {
  return { ...ownerOf(granter), tiers };
}

describe('[R-077] a look-up of whose a row is', () => {
  test('answers for the owners that are asked about, and for nobody else', async () => {
    const documents = [ann, eve].map((granter) => granter.documents.red.documentId);
    const people = [ann.person, eve.person];
    const assets = [ann, eve].map((granter) => granter.assets.red);
    const { ofPeople, ofAssets, ofDocuments } = lookups;
    for (const [of, ids] of [
      [ofPeople, people] as const,
      [ofAssets, assets] as const,
      [ofDocuments, documents] as const,
    ]) {
      const [annsId = '', evesId = ''] = ids;
      const asked = [...ids, newId()];
      const [toAnn, toEve] = [reachTo(ann, 'red'), reachTo(eve, 'green', 'red')];
      expect(await of(asked, [toAnn])).toEqual(new Map([[annsId, ownerOf(ann)]]));
      expect((await of(asked, [toAnn, toEve, toAnn])).get(evesId)).toEqual(ownerOf(eve));
      expect((await of(asked, [{ ...toAnn, tenantId: eve.caller.tenantId }])).size).toBe(0);
      expect((await of(asked, [])).size).toBe(0);
      expect((await of([], [toAnn])).size).toBe(0);
    }
  });

  test('knows nothing beyond the tiers of each owner, where rows have one', async () => {
    const { ofAssets, ofDocuments } = lookups;
    for (const [of, idOf] of [
      [ofAssets, ({ assets }: Granter) => assets.red] as const,
      [ofDocuments, ({ documents }: Granter) => documents.red.documentId] as const,
    ]) {
      const asked = [idOf(ann), idOf(eve)];
      expect((await of(asked, [reachTo(ann, 'green', 'amber'), reachTo(eve)])).size).toBe(0);
      const reaches = [reachTo(ann, 'amber'), reachTo(eve, 'red'), reachTo(ann, 'green'), reachTo(eve, 'red', 'amber')];
      expect(await of(asked, reaches)).toEqual(new Map([[idOf(eve), ownerOf(eve)]]));
    }
  });

  test('finds a ticket by what only its holder has', async () => {
    const { versionId } = await announce(vault, ann.caller, samplePdf(100));
    const [row] = await vault.rows<{ token_hash: Buffer }>(
      'SELECT token_hash FROM vault.transfer_ticket WHERE version_id = $1',
      [versionId],
    );
    const hash = row?.token_hash ?? Buffer.alloc(0);
    expect(await lookups.ofTicket(hash, [ownerOf(eve), ownerOf(ann)])).toEqual(ownerOf(ann));
    expect(await lookups.ofTicket(hash, [ownerOf(eve)])).toBeUndefined();
    expect(await lookups.ofTicket(Buffer.alloc(32), [ownerOf(ann)])).toBeUndefined();
  });
});
