import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { createCaseClient } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import {
  CONTACTS,
  deathReadiness,
  emergencyCase,
  exported,
  issueLink,
  owner,
  ready,
  shared,
  statusOf,
} from './testing/world.ts';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { Exported, Owner } from './testing/world.ts';

const DOWNLOAD = '{ downloadUrl expiresAt sha256 byteSize }';
const OPENED = '{ contacts { name phoneE164 relationship } disclaimer downloadUrl downloadExpiresAt expiresAt }';
const SHARED =
  '{ packsSharedWithMe { nodes { id caseType sharedBy { id } nomineeTitle disclaimer byteSize exportedAt } } }';

let fixture: CaseFixture;
let who: Owner;
let nobody: CaseClient;

beforeAll(async () => {
  fixture = await startCaseFixture();
  who = owner(fixture);
  nobody = createCaseClient(fixture, undefined);
});
afterAll(() => fixture.close());

interface Download {
  readonly downloadUrl: string;
  readonly sha256: string;
  readonly byteSize: number;
}
interface Opened {
  readonly downloadUrl: string;
  readonly contacts: unknown[];
}

const request = (client: CaseClient, packId: string): Promise<Download> =>
  client.mutate<Download>('requestPackDownload', { packId }, DOWNLOAD);
const open = (client: CaseClient, token: string): Promise<Opened> =>
  client.mutate<Opened>('openShareLink', { token }, OPENED);
const refusedOpening = (client: CaseClient, token: string): Promise<{ code: string }> =>
  client.refusedMutation('openShareLink', { token }, OPENED);
const problemOf = (body: Buffer): unknown => JSON.parse(body.toString());
const eventsOf = (caseId: string, action: string): Record<string, unknown>[] =>
  fixture.audit.events.filter((event) => event.action === action && event.target.id === caseId);

async function exportedEmergency(): Promise<Exported> {
  return exported(fixture, who, await ready(fixture, who, await emergencyCase(fixture, who)));
}

describe('[R-089] a download address', () => {
  test('works once, for the session that asked, with headers that make it a file and nothing else', async () => {
    const { pack } = await exportedEmergency();
    const { downloadUrl, sha256, byteSize } = await request(who, pack.id);
    expect({ sha256, byteSize }).toEqual({ sha256: pack.sha256, byteSize: pack.byteSize });
    const { status, headers, body } = await who.download(downloadUrl);
    expect({ status, size: body.length }).toEqual({ status: 200, size: pack.byteSize });
    expect(headers).toMatchObject({
      'content-type': 'application/zip',
      'content-length': String(pack.byteSize),
      'content-disposition': `attachment; filename="lifeready-pack-${pack.id}.zip"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
    });
    const again = await who.download(downloadUrl);
    expect({ status: again.status, problem: problemOf(again.body) }).toMatchObject({
      status: 404,
      problem: { code: 'TICKET_INVALID' },
    });
  });

  test('answers alike to another session, another person, nobody, and after its time; each refusal is in the log', async () => {
    const { pack, case: found } = await exportedEmergency();
    const strangers = [
      createCaseClient(fixture, fixture.caller({ ...who.caller, sessionId: newId() })),
      createCaseClient(fixture, fixture.caller()),
      nobody,
    ];
    for (const stranger of strangers) {
      const { status, body } = await stranger.download((await request(who, pack.id)).downloadUrl);
      expect({ status, problem: problemOf(body) }).toMatchObject({ status: 404, problem: { code: 'TICKET_INVALID' } });
    }
    const late = await request(who, pack.id);
    fixture.clock.advance(60_000);
    expect((await who.download(late.downloadUrl)).status).toBe(404);
    expect((await who.download('http://localhost:4000/files/p/unknown')).status).toBe(404);
    expect(eventsOf(found.id, 'security.authz.deny')).toHaveLength(4);
  });

  test('that was used fills no trail, however often somebody tries it: the first time is in the log, the others are counted', async () => {
    const { pack, case: found } = await exportedEmergency();
    const { downloadUrl } = await request(who, pack.id);
    expect((await who.download(downloadUrl)).status).toBe(200);
    for (const visitor of [who, nobody])
      for (let at = 0; at < 5; at += 1) expect((await visitor.download(downloadUrl)).status).toBe(404);
    expect(eventsOf(found.id, 'security.authz.deny')).toHaveLength(2);
    fixture.clock.advance(60_000);
    await nobody.download(downloadUrl);
    expect(eventsOf(found.id, 'security.authz.deny')).toHaveLength(3);
    fixture.clock.advance(600_000);
    await nobody.download(downloadUrl);
    expect(eventsOf(found.id, 'security.authz.deny')).toHaveLength(3);
    who = owner(fixture);
  });

  test('that came from a share link and was used is counted only: whoever has the link has many', async () => {
    const { caseId, token } = await shared(fixture, who);
    const { downloadUrl } = await open(nobody, token);
    expect((await nobody.download(downloadUrl)).status).toBe(200);
    expect((await nobody.download(downloadUrl)).status).toBe(404);
    expect(eventsOf(caseId, 'security.authz.deny')).toEqual([]);
  });

  test('used twice at once gives the bytes once', async () => {
    const { pack } = await exportedEmergency();
    const { downloadUrl } = await request(who, pack.id);
    const answers = await Promise.all([
      who.download(downloadUrl),
      who.download(downloadUrl),
      who.download(downloadUrl),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });

  test('[R-107] is not used up, and nothing is delivered, while the log does not confirm', async () => {
    const { pack, case: found } = await exportedEmergency();
    const { downloadUrl } = await request(who, pack.id);
    fixture.audit.unavailable = true;
    expect((await who.download(downloadUrl)).status).toBe(503);
    fixture.audit.unavailable = false;
    expect((await who.download(downloadUrl)).status).toBe(200);
    expect(eventsOf(found.id, 'case.pack.deliver')).toHaveLength(1);
  });

  test('of somebody else’s pack answers as of one that does not exist', async () => {
    const { pack } = await exportedEmergency();
    const stranger = owner(fixture);
    const foreign = await stranger.refusedMutation('requestPackDownload', { packId: pack.id }, DOWNLOAD);
    const missing = await stranger.refusedMutation('requestPackDownload', { packId: newId() }, DOWNLOAD);
    expect({ ...foreign, requestId: '' }).toEqual({ ...missing, requestId: '' });
    expect(foreign.code).toBe('NOT_FOUND');
  });
});

describe('[R-092] an executor nominee', () => {
  test('[R-091] sees the pack from the export on, under their title, and fetches it; that moves the case', async () => {
    const { caseId, grant, nominee } = await deathReadiness(fixture, who);
    await ready(fixture, who, caseId);
    expect(await nominee.run(SHARED)).toEqual({ packsSharedWithMe: { nodes: [] } });
    const { pack } = await exported(fixture, who, caseId);
    const { packsSharedWithMe } = await nominee.run<{ packsSharedWithMe: { nodes: Record<string, unknown>[] } }>(
      SHARED,
    );
    expect(packsSharedWithMe.nodes).toMatchObject([
      {
        id: pack.id,
        caseType: 'DEATH_READINESS',
        sharedBy: { id: who.principalId },
        nomineeTitle: 'Executor nominee',
        byteSize: pack.byteSize,
      },
    ]);
    expect(packsSharedWithMe.nodes[0]?.['disclaimer']).toContain('not appointed by the Master of the High Court');
    const { downloadUrl } = await request(nominee, pack.id);
    expect(await statusOf(who, caseId)).toBe('EXPORTED');
    expect((await nominee.download(downloadUrl)).status).toBe(200);
    expect(await statusOf(who, caseId)).toBe('ACCESSED_BY_NOMINEE');
    expect(eventsOf(caseId, 'case.pack.deliver')).toMatchObject([
      {
        actor: { principalId: nominee.caller?.principalId, role: 'executor_nominee', grantId: grant.id },
        tenantId: who.tenantId,
        target: { type: 'Case', id: caseId, ownerPrincipalId: who.principalId },
        detail: { packId: pack.id, grantId: grant.id, from: 'exported', to: 'accessed_by_nominee' },
      },
    ]);
    // The second time the case is where it is.
    expect((await nominee.download((await request(nominee, pack.id)).downloadUrl)).status).toBe(200);
  });

  test('needs the very grant that the case names, and a grant that stands', async () => {
    const { caseId, grant, nominee } = await deathReadiness(fixture, who);
    const { pack } = await exported(fixture, who, await ready(fixture, who, caseId));
    const now = Math.floor(fixture.clock.now() / 1000);
    const withGrant = (change: Partial<typeof grant>): CaseClient =>
      createCaseClient(fixture, fixture.caller({ ...nominee.caller, grants: [{ ...grant, ...change }] }));
    const others = [
      withGrant({ id: newId() }),
      withGrant({ role: 'emergency_contact' }),
      withGrant({ expiresAt: now - 1 }),
    ];
    for (const other of others) {
      // A principal is let in to ask; without the grant there is no such pack for them.
      expect(await other.refusedMutation('requestPackDownload', { packId: pack.id }, DOWNLOAD)).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    expect(await others[0]?.run(SHARED)).toEqual({ packsSharedWithMe: { nodes: [] } });
    expect(await others[1]?.refusal(SHARED)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('[R-091] is out at once when the case is revoked, also with an address in hand', async () => {
    const { caseId, nominee } = await deathReadiness(fixture, who);
    const { pack } = await exported(fixture, who, await ready(fixture, who, caseId));
    const { downloadUrl } = await request(nominee, pack.id);
    await who.mutate('revokeCase', { caseId }, '{ case { id } }');
    expect((await nominee.download(downloadUrl)).status).toBe(404);
    expect(await nominee.refusedMutation('requestPackDownload', { packId: pack.id }, DOWNLOAD)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await nominee.run(SHARED)).toEqual({ packsSharedWithMe: { nodes: [] } });
    expect((await who.download((await request(who, pack.id)).downloadUrl)).status).toBe(200);
  });

  test('with an address in hand is out when the grant is gone', async () => {
    const { caseId, nominee } = await deathReadiness(fixture, who);
    const { pack } = await exported(fixture, who, await ready(fixture, who, caseId));
    const { downloadUrl } = await request(nominee, pack.id);
    const without = createCaseClient(fixture, fixture.caller({ ...nominee.caller, grants: [] }));
    expect((await without.download(downloadUrl)).status).toBe(404);
  });

  test('sees nothing of the case itself', async () => {
    const { caseId, nominee } = await deathReadiness(fixture, who);
    await exported(fixture, who, await ready(fixture, who, caseId));
    expect(await nominee.run('query ($id: ID!) { case(id: $id) { id } }', { id: caseId })).toEqual({ case: null });
    for (const [name, input] of [
      ['exportPack', { caseId }],
      ['revokeCase', { caseId }],
      ['attachEvidence', { caseId, slot: 'will', documentId: newId() }],
    ] as const) {
      expect(await nominee.refusedMutation(name, input, '{ case { id } }')).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('[R-095] a share link', () => {
  test('shows whoever has it the contacts and the pack; each opening is counted and logged', async () => {
    const { caseId, packId, linkId, token } = await shared(fixture, who);
    expect(await statusOf(who, caseId)).toBe('LINK_ISSUED');
    const first = await open(nobody, token);
    expect(first.contacts).toEqual(CONTACTS);
    expect(await statusOf(who, caseId)).toBe('ACCESSED');
    const { status, body } = await nobody.download(first.downloadUrl);
    expect(status).toBe(200);
    expect(body.includes(Buffer.from('Sipho Dlamini'))).toBe(true);
    expect((await nobody.download(first.downloadUrl)).status).toBe(404);
    await open(nobody, token);
    const query = 'query ($id: ID!) { case(id: $id) { shareLinks { nodes { id openedCount revokedAt } } } }';
    expect(await who.run(query, { id: caseId })).toEqual({
      case: { shareLinks: { nodes: [{ id: linkId, openedCount: 2, revokedAt: null }] } },
    });
    expect(eventsOf(caseId, 'case.link.open')).toMatchObject([
      { actor: { type: 'ANONYMOUS' }, detail: { linkId, packId, openings: 1, from: 'link_issued', to: 'accessed' } },
      { actor: { type: 'ANONYMOUS' }, detail: { linkId, packId, openings: 2 } },
    ]);
  });

  test('is stored as a hash only', async () => {
    const { token } = await shared(fixture, who);
    const text = JSON.stringify(
      await fixture.rows(`SELECT *, encode(token_hash, 'escape') AS text FROM "case".share_link`),
    );
    expect(text).not.toContain(token);
    expect(JSON.stringify(fixture.audit.events)).not.toContain(token);
  });

  test('ends at its time, which is seen in the case; unknown, ended and revoked answer alike', async () => {
    const ended = await shared(fixture, who, 1);
    fixture.clock.advance(3_600_000);
    const fresh = owner(fixture);
    const revoked = await shared(fixture, fresh);
    await fresh.mutate('revokeShareLink', { shareLinkId: revoked.linkId }, '{ case { status } }');
    const answers = [];
    for (const token of ['unknown', ended.token, revoked.token])
      answers.push({ ...(await refusedOpening(nobody, token)), requestId: '' });
    expect(answers[0]).toMatchObject({ code: 'TICKET_INVALID' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const again = createCaseClient(
      fixture,
      fixture.caller({ ...who.caller, authTime: Math.floor(fixture.clock.now() / 1000) }),
    );
    expect(await again.run('query ($id: ID!) { case(id: $id) { status } }', { id: ended.caseId })).toEqual({
      case: { status: 'EXPIRED' },
    });
    expect(eventsOf(ended.caseId, 'case.case.transition').at(-1)).toMatchObject({
      actor: { type: 'SYSTEM' },
      detail: { from: 'link_issued', to: 'expired' },
    });
    who = owner(fixture);
  });

  test('stops at once when it is revoked, with the address it gave out; the case is merely exported again', async () => {
    const { caseId, linkId, token } = await shared(fixture, who);
    const second = await issueLink(who, caseId);
    const revoke = (shareLinkId: string): Promise<{ case: { status: string } }> =>
      who.mutate('revokeShareLink', { shareLinkId }, '{ case { status } }');
    expect(await revoke(second.linkId)).toEqual({ case: { status: 'LINK_ISSUED' } });
    expect(await revoke(linkId)).toEqual({ case: { status: 'EXPORTED' } });
    expect(await who.refusedMutation('revokeShareLink', { shareLinkId: linkId })).toMatchObject({ code: 'CONFLICT' });
    expect(await refusedOpening(nobody, token)).toMatchObject({ code: 'TICKET_INVALID' });

    const other = await shared(fixture, who);
    const { downloadUrl } = await open(nobody, other.token);
    await revoke(other.linkId);
    expect((await nobody.download(downloadUrl)).status).toBe(404);
  });

  test('stops when the case is revoked', async () => {
    const { caseId, token } = await shared(fixture, who);
    const { downloadUrl } = await open(nobody, token);
    await who.mutate('revokeCase', { caseId }, '{ case { id } }');
    expect(await refusedOpening(nobody, token)).toMatchObject({ code: 'TICKET_INVALID' });
    expect((await nobody.download(downloadUrl)).status).toBe(404);
  });

  test('shows the pack that was newest when it was issued', async () => {
    const { caseId, packId, token } = await shared(fixture, who);
    const newer = await exported(fixture, who, caseId);
    expect(newer.case.status).toBe('LINK_ISSUED');
    const { headers } = await nobody.download((await open(nobody, token)).downloadUrl);
    expect(headers['content-disposition']).toContain(packId);
  });

  test.each([0, 169])('cannot work for %s hours', async (ttlHours) => {
    expect(await who.refusedMutation('issueShareLink', { caseId: newId(), ttlHours }, '{ url }')).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { 'input.ttlHours': ['must be 1 to 168'] },
    });
  });

  test('is for emergency packs only, and for their owner', async () => {
    const { caseId } = await deathReadiness(fixture, who);
    await exported(fixture, who, await ready(fixture, who, caseId));
    expect(await who.refusedMutation('issueShareLink', { caseId }, '{ url }')).toMatchObject({
      code: 'TRANSITION_NOT_ALLOWED',
    });
    const stale = createCaseClient(
      fixture,
      fixture.caller({ ...who.caller, authTime: Math.floor(fixture.clock.now() / 1000) - 301 }),
    );
    expect(await stale.refusedMutation('issueShareLink', { caseId }, '{ url }')).toMatchObject({
      code: 'STEP_UP_REQUIRED',
    });
  });
});
