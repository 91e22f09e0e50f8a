import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCaseClient } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { deathReadiness, documentOf, emergencyCase, exported, owner, ready, statusOf } from './testing/world.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { FakeDocument } from './testing/fake-vault.ts';
import type { Owner } from './testing/world.ts';

const EXPORTED = '{ pack { id } }';

let fixture: CaseFixture;
let who: Owner;

beforeAll(async () => {
  fixture = await startCaseFixture();
});
beforeEach(() => {
  // Somebody new for each test: exports of one person are counted.
  who = owner(fixture);
});
afterAll(() => fixture.close());

async function readyCase(change: Partial<FakeDocument> = {}): Promise<{ caseId: string; document: FakeDocument }> {
  const document = documentOf(fixture, who, change);
  const caseId = await emergencyCase(fixture, who, 0);
  await who.mutate('attachEvidence', { caseId, slot: 'directive_1', documentId: document.id }, '{ case { id } }');
  return { caseId: await ready(fixture, who, caseId), document };
}

/** Nothing was exported: no row, no object, and the case as it was. */
async function expectNothingExported(caseId: string, objectsBefore: number, status = 'READY'): Promise<void> {
  expect(await fixture.rows('SELECT id FROM "case".pack WHERE case_id = $1', [caseId])).toEqual([]);
  expect(await fixture.storedFiles()).toBe(objectsBefore);
  expect(await statusOf(who, caseId)).toBe(status);
}

describe('an export', () => {
  test('[R-089] leaves a row with size and hash, one encrypted object, a moved case, and one event with what was signed', async () => {
    const { caseId, document } = await readyCase();
    const { pack, case: moved, downloadUrl, expiresAt } = await exported(fixture, who, caseId);
    expect(moved.status).toBe('EXPORTED');
    expect(downloadUrl).toMatch(/^http:\/\/localhost:4000\/files\/p\/[A-Za-z0-9_-]{43}$/);
    expect(Date.parse(expiresAt)).toBe(fixture.clock.now() - 1_000 + 60_000);
    const { body } = await who.download(downloadUrl);
    expect(body).toHaveLength(pack.byteSize);
    expect(body.includes(document.content)).toBe(true);
    const event = fixture.audit.events.find(
      ({ action, target }) => action === 'case.pack.export' && target.id === caseId,
    );
    expect(event?.detail).toEqual({
      tagmanifestSha256: pack.tagmanifestSha256,
      packId: pack.id,
      documents: 1,
      from: 'ready',
      to: 'exported',
    });
    const query = 'query ($id: ID!) { case(id: $id) { packs { nodes { id sha256 byteSize } } } }';
    expect(await who.run(query, { id: caseId })).toEqual({
      case: { packs: { nodes: [{ id: pack.id, sha256: pack.sha256, byteSize: pack.byteSize }] } },
    });
  });

  test('[R-087] of a draft is refused, and of an incomplete case that was exported before too', async () => {
    const caseId = await emergencyCase(fixture, who);
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'TRANSITION_NOT_ALLOWED',
      from: 'DRAFT',
      to: 'EXPORTED',
    });
    await exported(fixture, who, await ready(fixture, who, caseId));
    await who.mutate('detachEvidence', { caseId, slot: 'directive_1' }, '{ case { id } }');
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'EVIDENCE_INCOMPLETE',
      missing: ['directive_1'],
    });
  });

  test.each([
    [
      'a document that the vault no longer shows',
      (document: FakeDocument) => Object.assign(document, { ownerId: 'somebody else' }),
      'EVIDENCE_INCOMPLETE',
    ],
    [
      'a document without bytes',
      (document: FakeDocument) => Object.assign(document, { available: false }),
      'DOCUMENT_NOT_AVAILABLE',
    ],
    [
      'bytes of another hash',
      (document: FakeDocument) => Object.assign(document, { sent: Buffer.alloc(document.content.length) }),
      'CIPHERTEXT_INVALID',
    ],
    [
      'more bytes than announced',
      (document: FakeDocument) => Object.assign(document, { sent: Buffer.concat([document.content, Buffer.alloc(9)]) }),
      'CIPHERTEXT_INVALID',
    ],
    [
      'fewer bytes than announced',
      (document: FakeDocument) => Object.assign(document, { sent: document.content.subarray(1) }),
      'CIPHERTEXT_INVALID',
    ],
  ])('[R-086] [R-087] is refused with %s, and nothing is kept', async (_what, spoil, code) => {
    const { caseId, document } = await readyCase();
    const objects = await fixture.storedFiles();
    spoil(document);
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({ code });
    await expectNothingExported(caseId, objects);
  });

  test('[R-087] is refused when the vault breaks off in the middle', async () => {
    const { caseId } = await readyCase({ cut: true, content: Buffer.alloc(400_000, 1) });
    const objects = await fixture.storedFiles();
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    await expectNothingExported(caseId, objects);
  });

  test('[R-092] [R-094] of a death-readiness case never takes a document that became red', async () => {
    const { caseId } = await deathReadiness(fixture, who);
    await ready(fixture, who, caseId);
    for (const document of fixture.vault.documents.filter(({ ownerId }) => ownerId === who.principalId))
      document.tier = 'RED';
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'EVIDENCE_INCOMPLETE',
      missing: ['will', 'asset_map'],
    });
  });

  test('[R-036] [R-092] of a death-readiness case never takes a document of a tier that its grant does not reach', async () => {
    const { caseId, grant } = await deathReadiness(fixture, who, ['green', 'red']);
    await ready(fixture, who, caseId);
    const objects = await fixture.storedFiles();
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'CONFLICT',
      slots: ['will', 'asset_map'],
    });
    await expectNothingExported(caseId, objects);
    // A case of before the tiers of the grant were kept with it: identity is asked.
    await fixture.rows('ALTER TABLE "case".case_record DISABLE TRIGGER audit_guard');
    await fixture.rows('UPDATE "case".case_record SET nominee_grant_tiers = NULL WHERE id = $1', [caseId]);
    await fixture.rows('ALTER TABLE "case".case_record ENABLE ALWAYS TRIGGER audit_guard');
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({ code: 'CONFLICT' });
    const held = fixture.identity.grants.find(({ id }) => id === grant.id);
    if (held !== undefined) held.tiers = ['AMBER'];
    expect((await exported(fixture, who, caseId)).case.status).toBe('EXPORTED');
  });

  test('needs a fresh second factor', async () => {
    const { caseId } = await readyCase();
    const stale = createCaseClient(
      fixture,
      fixture.caller({ ...who.caller, authTime: Math.floor(fixture.clock.now() / 1000) - 301 }),
    );
    expect(await stale.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'STEP_UP_REQUIRED',
      max_age: 300,
    });
  });
});

describe('an export that does not happen', () => {
  test('[R-107] keeps nothing when the log does not confirm', async () => {
    const { caseId } = await readyCase();
    const objects = await fixture.storedFiles();
    fixture.audit.before = ({ action }) => {
      fixture.audit.unavailable = action === 'case.pack.export';
    };
    try {
      expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
        code: 'AUDIT_UNAVAILABLE',
      });
    } finally {
      fixture.audit.before = () => undefined;
      fixture.audit.unavailable = false;
    }
    await expectNothingExported(caseId, objects);
  });

  test('[R-084] is in conflict when the evidence changed while it was built, and revoked when the case was', async () => {
    const { caseId } = await readyCase();
    const objects = await fixture.storedFiles();
    const { id: documentId } = documentOf(fixture, who);
    fixture.vault.beforeRead = () =>
      who
        .mutate('attachEvidence', { caseId, slot: 'directive_2', documentId }, '{ case { id } }')
        .then(() => undefined);
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({ code: 'CONFLICT' });
    fixture.vault.beforeRead = () => {
      fixture.vault.beforeRead = () => undefined;
      return who.mutate('revokeCase', { caseId }, '{ case { id } }').then(() => undefined);
    };
    expect(await who.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'TRANSITION_NOT_ALLOWED',
      from: 'REVOKED',
    });
    await expectNothingExported(caseId, objects, 'REVOKED');
  });

  test('[R-097] waits for nobody: the third at once is refused, and a place is free again afterwards', async () => {
    const cases = [await readyCase(), await readyCase(), await readyCase()];
    const gate = Promise.withResolvers<undefined>();
    const both = Promise.withResolvers<undefined>();
    let waiting = 0;
    fixture.vault.beforeRead = () => {
      waiting += 1;
      if (waiting === 2) both.resolve(undefined);
      return gate.promise.then(() => undefined);
    };
    const running = cases.slice(0, 2).map(({ caseId }) => who.mutate('exportPack', { caseId }, EXPORTED));
    await both.promise;
    expect(await who.refusedMutation('exportPack', { caseId: cases[2]?.caseId }, EXPORTED)).toMatchObject({
      code: 'RATE_LIMITED',
    });
    fixture.vault.beforeRead = () => undefined;
    gate.resolve(undefined);
    await Promise.all(running);
    await exported(fixture, who, cases[2]?.caseId ?? '');
  });

  test('[R-097] has at most 50 documents', async () => {
    const caseId = await emergencyCase(fixture, who, 50);
    const { id: documentId } = documentOf(fixture, who);
    expect(await who.refusedMutation('attachEvidence', { caseId, slot: 'directive_51', documentId })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    await who.mutate('attachEvidence', { caseId, slot: 'directive_50', documentId }, '{ case { id } }');
  });
});
