import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { PACKS, READING, WRITING, holder, proxyGrant } from './testing/acting-world.ts';
import { CASE_SELECTION, createCaseClient } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import {
  CONTACTS,
  deathReadiness,
  documentOf,
  emergencyCase,
  exported,
  owner,
  ready,
  statusOf,
} from './testing/world.ts';
import type { HeldGrant } from '#platform/auth';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { CasePayload, Exported, Owner } from './testing/world.ts';

const DOWNLOAD = '{ downloadUrl }';
const EXPORTED = '{ case { status } pack { id } downloadUrl }';

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

const download = (client: CaseClient, packId: string): Promise<{ downloadUrl: string }> =>
  client.mutate('requestPackDownload', { packId }, DOWNLOAD);
/** The same person with another token: later, or with other grants. */
const again = (change: Parameters<CaseFixture['caller']>[0]): CaseClient =>
  createCaseClient(fixture, fixture.caller({ ...proxy.caller, ...change }));

describe('[R-092] what a proxy does', () => {
  test('[R-107] is in the log under their grant, from the opening to the delivery; nothing but the owner’s rows changes', async () => {
    const before = fixture.audit.events.length;
    const [first, second] = [documentOf(fixture, who).id, documentOf(fixture, who).id];
    const input = { contacts: CONTACTS, directiveDocumentIds: [first], onBehalfOf: who.principalId };
    const { case: opened } = await proxy.mutate<CasePayload>('openEmergencyPack', input, CASE_SELECTION);
    const caseId = opened.id;
    await proxy.mutate('attachEvidence', { caseId, slot: 'directive_2', documentId: second }, CASE_SELECTION);
    await proxy.mutate('detachEvidence', { caseId, slot: 'directive_2' }, CASE_SELECTION);
    await proxy.mutate('markCaseReady', { caseId }, CASE_SELECTION);
    const pack = await proxy.mutate<Exported>('exportPack', { caseId }, EXPORTED);
    expect((await proxy.download(pack.downloadUrl)).status).toBe(200);
    expect((await proxy.download((await download(proxy, pack.pack.id)).downloadUrl)).status).toBe(200);
    const told = fixture.audit.events.slice(before);
    expect(told.map(({ action }) => action)).toEqual([
      'case.case.create',
      'case.evidence.attach',
      'case.evidence.detach',
      'case.case.transition',
      'case.pack.export',
      'case.pack.deliver',
      'case.pack.request_download',
      'case.pack.deliver',
    ]);
    const actor = {
      principalId: proxy.caller.principalId,
      role: 'proxy',
      grantId: grant.id,
      onBehalfOfPrincipalId: who.principalId,
    };
    const target = { type: 'Case', id: caseId, ownerPrincipalId: who.principalId };
    for (const event of told) expect(event).toMatchObject({ actor, tenantId: who.tenantId, target });
    const tickets = await fixture.rows(
      'SELECT grant_id, holder_principal_id FROM "case".transfer_ticket WHERE case_id = $1',
      [caseId],
    );
    expect(tickets).toEqual(Array(2).fill({ grant_id: grant.id, holder_principal_id: proxy.caller.principalId }));
    expect(await statusOf(who, caseId)).toBe('EXPORTED');
    for (const table of ['case_record', 'evidence_slot', 'case_transition', 'pack', 'transfer_ticket'])
      expect(
        await fixture.rows(`SELECT 1 FROM "case".${table} WHERE principal_id = $1`, [proxy.caller.principalId]),
      ).toEqual([]);
  });

  test('[R-086] stands in the pack that they export: by which grant, on whose behalf', async () => {
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    const { downloadUrl } = await proxy.mutate<Exported>('exportPack', { caseId }, EXPORTED);
    const text = (await proxy.download(downloadUrl)).body.toString('latin1');
    expect(text).toContain(`"exportedBy": {\n    "role": "proxy",\n    "grantId": "${grant.id}"\n  }`);
    expect(text).toMatch(/Prepared on behalf of.+Thandi Nkosi/);
    expect(text).toContain(grant.id);
    const own = await exported(fixture, who, await ready(fixture, who, await emergencyCase(fixture, who)));
    const ofOwner = (await who.download(own.downloadUrl)).body.toString('latin1');
    expect(ofOwner).toContain(`"exportedBy": {\n    "role": "principal",\n    "grantId": null\n  }`);
  });

  test('needs a second factor of their own that is fresh, to export', async () => {
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    const stale = again({ authTime: Math.floor(fixture.clock.now() / 1_000) - 301 });
    expect(await stale.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'STEP_UP_REQUIRED',
      max_age: 300,
    });
  });

  test('[R-087] never carries a red document without red in the grant: the slot is named, and nothing is half-written', async () => {
    const caseId = await emergencyCase(fixture, who);
    const { id: documentId } = documentOf(fixture, who, { tier: 'RED' });
    await who.mutate('attachEvidence', { caseId, slot: 'directive_2', documentId }, CASE_SELECTION);
    await ready(fixture, who, caseId);
    const objects = await fixture.storedFiles();
    expect(await proxy.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({
      code: 'EVIDENCE_INCOMPLETE',
      missing: ['directive_2'],
    });
    expect(await fixture.storedFiles()).toBe(objects);
    expect(await fixture.rows('SELECT 1 FROM "case".pack WHERE case_id = $1', [caseId])).toEqual([]);
    expect(await statusOf(who, caseId)).toBe('READY');
  });

  test('exports a death-readiness case too, for the nominee whom the principal named', async () => {
    const { caseId, nominee } = await deathReadiness(fixture, who);
    await ready(fixture, who, caseId);
    const { pack } = await proxy.mutate<Exported>('exportPack', { caseId }, EXPORTED);
    expect((await proxy.download((await download(proxy, pack.id)).downloadUrl)).status).toBe(200);
    // A proxy's visit is not the nominee's.
    expect(await statusOf(who, caseId)).toBe('EXPORTED');
    expect((await nominee.download((await download(nominee, pack.id)).downloadUrl)).status).toBe(200);
    expect(await statusOf(who, caseId)).toBe('ACCESSED_BY_NOMINEE');
  });

  test('is never to name the grant of an executor nominee', async () => {
    const personId = newId();
    fixture.vault.people.push({ id: personId, ownerId: who.principalId, fullName: 'Naledi Mokoena' });
    const { grant: nominated } = await deathReadiness(fixture, who);
    const input = { executorNomineePersonId: personId, onBehalfOf: who.principalId };
    const { case: opened } = await proxy.mutate<CasePayload>('openDeathReadiness', input, CASE_SELECTION);
    expect(opened.status).toBe('DRAFT');
    for (const executorNomineeGrantId of [nominated.id, newId()]) {
      expect(await proxy.refusedMutation('openDeathReadiness', { ...input, executorNomineeGrantId })).toMatchObject({
        code: 'BAD_USER_INPUT',
        errors: { 'input.executorNomineeGrantId': [expect.any(String)] },
      });
    }
  });
});

describe('[R-085] documents and people of one do not get into the case of another', () => {
  test('by somebody who may see both', async () => {
    const other = owner(fixture);
    const both = holder(fixture, [grant, proxyGrant(other, WRITING, ['green', 'amber', 'red'])]);
    const ofHolder = fixture.vault.add(both.caller.principalId).id;
    const own = await emergencyCase(fixture, { ...both, ...both.caller });
    const caseId = await emergencyCase(fixture, who);
    const foreign: [string, string][] = [
      [caseId, ofHolder],
      [caseId, documentOf(fixture, other).id],
      [own, documentOf(fixture, who).id],
    ];
    for (const [into, documentId] of foreign) {
      const attaching = (id: string): Promise<unknown> =>
        both.refusedMutation('attachEvidence', { caseId: into, slot: 'directive_2', documentId: id });
      expect(await attaching(documentId)).toMatchObject({ code: 'NOT_FOUND' });
    }
    for (const [onBehalfOf, documentId] of [
      [who.principalId, ofHolder],
      [null, documentOf(fixture, who).id],
    ]) {
      const input = { contacts: CONTACTS, directiveDocumentIds: [documentId], onBehalfOf };
      expect(await both.refusedMutation('openEmergencyPack', input)).toMatchObject({ code: 'NOT_FOUND' });
    }
    const executorNomineePersonId = newId();
    fixture.vault.people.push({ id: executorNomineePersonId, ownerId: who.principalId, fullName: 'Theirs' });
    expect(await both.refusedMutation('openDeathReadiness', { executorNomineePersonId })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('and a document that was attached before stops the export when it is somebody else’s now', async () => {
    const document = documentOf(fixture, who);
    const caseId = await emergencyCase(fixture, who, 0);
    await who.mutate('attachEvidence', { caseId, slot: 'directive_1', documentId: document.id }, CASE_SELECTION);
    await ready(fixture, who, caseId);
    Object.assign(document, { ownerId: proxy.caller.principalId });
    expect(await proxy.refusedMutation('exportPack', { caseId }, EXPORTED)).toMatchObject({ missing: ['directive_1'] });
  });
});

describe('[R-092] a grant that is gone', () => {
  test('is gone for an address in hand, and for everything else with the next token', async () => {
    const { pack, case: found } = await exported(
      fixture,
      who,
      await ready(fixture, who, await emergencyCase(fixture, who)),
    );
    const [one, two, three, four] = await Promise.all(Array.from({ length: 4 }, () => download(proxy, pack.id)));
    const ended = { ...grant, expiresAt: Math.floor(fixture.clock.now() / 1_000) };
    const lesser = { ...grant, tiers: ['green' as const] };
    const statuses = [
      await again({ grants: [] }).download(one?.downloadUrl ?? ''),
      await again({ grants: [ended] }).download(two?.downloadUrl ?? ''),
      await again({ grants: [lesser] }).download(three?.downloadUrl ?? ''),
      await again({ grants: [{ ...grant, id: newId() }] }).download(four?.downloadUrl ?? ''),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 404, 404]);
    expect((await proxy.download(four?.downloadUrl ?? '')).status).toBe(200);
    const query = 'query ($id: ID!) { case(id: $id) { id } }';
    expect(await again({ grants: [] }).run(query, { id: found.id })).toEqual({ case: null });
  });

  test('[R-091] and so are the packs of a case that the principal revoked, but for themself', async () => {
    const { pack, case: found } = await exported(
      fixture,
      who,
      await ready(fixture, who, await emergencyCase(fixture, who)),
    );
    const { downloadUrl } = await download(proxy, pack.id);
    await who.mutate('revokeCase', { caseId: found.id }, CASE_SELECTION);
    expect((await proxy.download(downloadUrl)).status).toBe(404);
    expect(await proxy.refusedMutation('requestPackDownload', { packId: pack.id }, DOWNLOAD)).toMatchObject({
      code: 'NOT_FOUND',
    });
    const query = `query ($id: ID!) { case(id: $id) { status packs { nodes { id } } } packsSharedWithMe { nodes { id } } }`;
    expect(await proxy.run(query, { id: found.id })).toEqual({
      case: { status: 'REVOKED', packs: { nodes: [] } },
      packsSharedWithMe: { nodes: [] },
    });
    expect((await who.download((await download(who, pack.id)).downloadUrl)).status).toBe(200);
  });
});

test('[R-046] naming somebody who granted nothing answers alike whether or not they exist, with the path; no id at all is bad input', async () => {
  const list = (onBehalfOf: string): Promise<unknown> =>
    holder(fixture, [proxyGrant(owner(fixture), READING)])
      .ask('query ($id: ID) { cases(onBehalfOf: $id) { nodes { id } } }', { id: onBehalfOf })
      .then(({ errors }) => errors?.[0]?.extensions);
  expect(await list(who.principalId)).toEqual(await list(newId()));
  expect(await list(newId())).toMatchObject({ code: 'NOT_FOUND', errors: { onBehalfOf: [expect.any(String)] } });
  expect(await list('nobody')).toMatchObject({ code: 'BAD_USER_INPUT', errors: { onBehalfOf: [expect.any(String)] } });
  const open = (onBehalfOf: string): Promise<unknown> =>
    holder(fixture, [proxyGrant(who, PACKS)]).refusedMutation('openEmergencyPack', { contacts: CONTACTS, onBehalfOf });
  expect(await open(who.principalId)).toMatchObject({
    code: 'NOT_FOUND',
    errors: { 'input.onBehalfOf': [expect.any(String)] },
  });
});
