import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WRITING, holder, proxyGrant } from './testing/acting-world.ts';
import { CASE_SELECTION } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { deathReadiness, documentOf, emergencyCase, owner, ready, statusOf } from './testing/world.ts';
import type { HeldGrant } from '#platform/auth';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { Owner } from './testing/world.ts';

let fixture: CaseFixture;
let who: Owner;
let grant: HeldGrant;
let proxy: ReturnType<typeof holder>;

beforeAll(async () => {
  fixture = await startCaseFixture();
});
beforeEach(() => {
  who = owner(fixture);
  grant = proxyGrant(who, WRITING);
  proxy = holder(fixture, [grant]);
});
afterAll(() => fixture.close());

describe('[R-092] a grant that ends while a pack is built', () => {
  /** What becomes of the grant when the first byte of a document is asked for. */
  const whileBuilding = (status: string): void => {
    fixture.vault.beforeRead = () => {
      fixture.vault.beforeRead = () => undefined;
      for (const known of fixture.identity.grants) if (known.id === grant.id) known.status = status;
    };
  };

  test.each(['REVOKED', 'SUSPENDED'])(
    '%s: there is no pack, no byte of it, and nothing was released',
    async (status) => {
      const { caseId } = await deathReadiness(fixture, who);
      await ready(fixture, who, caseId);
      const objects = await fixture.storedFiles();
      whileBuilding(status);
      expect(await proxy.refusedMutation('exportPack', { caseId }, '{ downloadUrl }')).toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(await fixture.storedFiles()).toBe(objects);
      expect(await fixture.rows('SELECT 1 FROM "case".pack WHERE case_id = $1', [caseId])).toEqual([]);
      expect(await statusOf(who, caseId)).toBe('READY');
    },
  );

  test('the owner is not asked for a grant', async () => {
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    whileBuilding('REVOKED');
    await who.mutate('exportPack', { caseId }, '{ downloadUrl }');
    expect(await statusOf(who, caseId)).toBe('EXPORTED');
  });
});

describe('[R-078] a document beyond the tiers of the grant', () => {
  let caseId: string;
  let red: string;
  const slots = async (): Promise<unknown[]> =>
    fixture.rows('SELECT slot, document_id FROM "case".evidence_slot WHERE case_id = $1 ORDER BY slot', [caseId]);
  beforeEach(async () => {
    caseId = await emergencyCase(fixture, who);
    red = documentOf(fixture, who, { tier: 'RED' }).id;
    await who.mutate('attachEvidence', { caseId, slot: 'directive_2', documentId: red }, CASE_SELECTION);
  });

  test('is not taken out of a case by a proxy, nor replaced: the slot answers like an empty one', async () => {
    const before = await slots();
    const refused = async (slot: string): Promise<unknown> =>
      proxy.refusedMutation('detachEvidence', { caseId, slot }, CASE_SELECTION);
    const { requestId: _one, ...occupied } = (await refused('directive_2')) as Record<string, unknown>;
    const { requestId: _other, ...empty } = (await refused('directive_7')) as Record<string, unknown>;
    expect(occupied).toEqual(empty);
    expect(occupied).toMatchObject({ code: 'NOT_FOUND' });
    const documentId = documentOf(fixture, who).id;
    expect(await proxy.refusedMutation('attachEvidence', { caseId, slot: 'directive_2', documentId })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await slots()).toEqual(before);
  });

  test('is by a proxy with that tier, and by the owner also when it is gone from the vault', async () => {
    const withRed = holder(fixture, [proxyGrant(who, WRITING, ['green', 'amber', 'red'])]);
    const documentId = documentOf(fixture, who).id;
    await withRed.mutate('attachEvidence', { caseId, slot: 'directive_2', documentId }, CASE_SELECTION);
    await withRed.mutate('detachEvidence', { caseId, slot: 'directive_2' }, CASE_SELECTION);
    await who.mutate('attachEvidence', { caseId, slot: 'directive_2', documentId: red }, CASE_SELECTION);
    fixture.vault.documents.splice(
      fixture.vault.documents.findIndex(({ id }) => id === red),
      1,
    );
    await who.mutate('detachEvidence', { caseId, slot: 'directive_2' }, CASE_SELECTION);
    expect(await slots()).toHaveLength(1);
  });
});
