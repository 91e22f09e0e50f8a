import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { previewErasure } from './erase-person.ts';
import { actorOf, findAsAuditor, openErasing } from '../testing/erasing.ts';
import { actingFor, factEvent, preparedEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import { leafOf } from '../testing/sequencer-fixture.ts';
import type { Erasing } from '../testing/erasing.ts';
import type { Somebody } from '../testing/events.ts';
import type { RunningAudit } from '../testing/running-audit.ts';

const FOUND = 'id action actor { id } onBehalfOf { id } grant { id }';

let audit: RunningAudit;
let job: Erasing;

beforeAll(async () => {
  audit = await startRunningAudit();
  job = await openErasing(audit);
});
afterAll(async () => {
  await job.close();
  await audit.close();
});

const search = (who: Somebody, variables: Record<string, string>): Promise<Record<string, unknown>[]> =>
  findAsAuditor(audit, FOUND, variables, who);

async function names(...refs: unknown[]): Promise<number[]> {
  return Promise.all(refs.map(async (ref) => (await job.kept(ref)).names));
}

/** A proxy who read and changed what is the owner's, in the owner's tenant, and has something of their own there. */
async function proxyAndOwner() {
  const [owner, proxy] = [somebody(), somebody()];
  const actor = actingFor(owner, proxy);
  const change = preparedEvent(owner, { actor, detail: { note: 'the owner has this' } });
  const own = preparedEvent({ ...proxy, tenantId: owner.tenantId }, { detail: { note: 'the proxy has this' } });
  // The session is theirs, as a sign-in in the same tenant says.
  const signIn = preparedEvent(
    { ...proxy, tenantId: owner.tenantId },
    {
      action: 'identity.login.complete',
      target: { type: 'Session', id: actor.sessionId ?? '', ownerPrincipalId: proxy.principalId },
    },
  );
  const leaves = {
    change: leafOf(await job.append(change)),
    own: leafOf(await job.append(own)),
    signIn: leafOf(await job.append(signIn, 'identity')),
  };
  return { owner, proxy, actor, change, own, leaves };
}

describe('[R-157] whoever acted on what is somebody else’s', () => {
  test('is erased, but the other one can still be told who it was, in which session and by which grant', async () => {
    const { owner, proxy, actor, change, own, leaves } = await proxyAndOwner();
    const [erasure, ...more] = await job.erase({ principalId: proxy.principalId });
    expect(more).toEqual([]);
    expect(erasure).toMatchObject({
      tenantId: owner.tenantId,
      entries: 2,
      nameKept: true,
      namesKept: 3,
      keptBecause: ['of-somebody-else'],
      // What they own, and the sessions in which they did nothing but that.
      removed: { details: 2, keys: 1, pseudonyms: 3 },
    });
    expect(erasure?.report?.detail).toMatchObject({ namesKept: 3, keptBecause: ['of-somebody-else'] });
    expect(await audit.openDetail(change.eventId)).toEqual({ note: 'the owner has this' });
    expect(await audit.openDetail(own.eventId)).toBeUndefined();
    const { actor_ref, session_ref, grant_ref } = leaves.change;
    expect(leaves.signIn['target_ref']).toBe(session_ref);
    expect(await names(actor_ref, session_ref, grant_ref)).toEqual([1, 1, 1]);
    expect(await names(leaves.own['target_ref'], leaves.own['session_ref'], leaves.signIn['session_ref'])).toEqual([
      0, 0, 0,
    ]);
    expect(await search(somebody(), { targetId: change.target.id })).toMatchObject([
      { actor: { id: proxy.principalId }, onBehalfOf: { id: owner.principalId }, grant: { id: actor.grantId } },
    ]);
  });

  test('says the same when it is repeated, and before it is done', async () => {
    const { proxy } = await proxyAndOwner();
    const kept = { namesKept: 3, keptBecause: ['of-somebody-else'] };
    expect(await previewErasure(job.deps.store, proxy.principalId)).toMatchObject([{ details: 2, ...kept }]);
    const [first] = await job.erase({ principalId: proxy.principalId });
    const [second] = await job.erase({ principalId: proxy.principalId });
    expect(second).toMatchObject({ ...kept, entries: 2, indexesSha256: first?.indexesSha256 });
    expect(second?.removed).toEqual({ details: 0, keys: 0, pseudonyms: 0 });
    expect(await previewErasure(job.deps.store, proxy.principalId)).toMatchObject([{ details: 0, ...kept }]);
  });

  test('was refused: who tried stays known as well', async () => {
    const [owner, stranger] = [somebody(), somebody()];
    const attempt = factEvent(owner, { actor: factEvent(stranger).actor });
    const ref = actorOf(await job.append(attempt));
    const [erasure] = await job.erase({ principalId: stranger.principalId });
    expect(erasure).toMatchObject({ entries: 0, nameKept: true, namesKept: 2, keptBecause: ['of-somebody-else'] });
    expect(await names(ref)).toEqual([1]);
    expect(await audit.openDetail(attempt.eventId)).toEqual(attempt.detail);
  });

  test('keeps no name in a tenant of which all is theirs, nor by what others did there', async () => {
    const { owner, change, leaves } = await proxyAndOwner();
    const [erasure] = await job.erase({ principalId: owner.principalId });
    expect(erasure).toMatchObject({ entries: 1, nameKept: false, namesKept: 0, keptBecause: [] });
    expect(await audit.openDetail(change.eventId)).toBeUndefined();
    expect(await names(leaves.change['on_behalf_of_ref'], leaves.change['actor_ref'])).toEqual([0, 1]);
  });
});

describe('[R-157] oversight', () => {
  test('an auditor who is erased leaves the record of what they read, and that it was them', async () => {
    const auditor = somebody();
    const sought = newId();
    await search(auditor, { targetId: sought });
    const [reading] = await job.query<{ event_id: string; actor_ref: string; subject_ref: string; tenant_ref: string }>(
      `SELECT e.event_id, e.actor_ref, d.subject_ref, d.tenant_ref FROM audit.audit_entry e JOIN audit.audit_detail d USING (event_id)
       WHERE action = 'audit.entry.read' ORDER BY index DESC LIMIT 1`,
    );
    expect(reading?.subject_ref).toBe(reading?.tenant_ref);
    const denied = factEvent(auditor, { target: { ...factEvent().target, ownerPrincipalId: null } });
    await job.append(denied);
    expect(await previewErasure(job.deps.store, auditor.principalId)).toMatchObject([
      { details: 1, keptBecause: ['oversight'] },
    ]);
    const [erasure] = await job.erase({ principalId: auditor.principalId });
    expect(erasure).toMatchObject({ entries: 1, nameKept: true, namesKept: 2, keptBecause: ['oversight'] });
    expect(await names(reading?.actor_ref)).toEqual([1]);
    expect(await audit.openDetail(reading?.event_id ?? '')).toMatchObject({ targetId: sought });
    expect(await audit.openDetail(denied.eventId)).toBeUndefined();
  });

  test('its details from before people had keys stay; somebody’s own excerpt keeps nobody’s name', async () => {
    const [auditor, owner] = [somebody(), somebody()];
    await search(auditor, { targetId: newId() });
    const [reading] = await job.query<{ event_id: string }>(
      `SELECT event_id FROM audit.audit_entry WHERE action = 'audit.entry.read' ORDER BY index DESC LIMIT 1`,
    );
    await job.query('ALTER TABLE audit.audit_detail DISABLE TRIGGER append_only_rows');
    await job.query('UPDATE audit.audit_detail SET subject_ref = NULL WHERE event_id = $1', [reading?.event_id]);
    await job.query('ALTER TABLE audit.audit_detail ENABLE ALWAYS TRIGGER append_only_rows');
    expect((await job.erase({ principalId: auditor.principalId }))[0]?.removed).toMatchObject({ details: 0 });
    expect(await audit.sealedDetail(reading?.event_id ?? '')).not.toBe('');
    await job.append(factEvent(owner));
    const caller = testCaller({ ...owner, acr: 'aal2', authTime: Math.floor(Date.now() / 1_000) });
    const { status, body } = await audit.as('gateway').service.call({
      method: 'GET',
      path: '/internal/log/excerpts/own',
      requestId: 'test-excerpt',
      contextToken: audit.identity.vouchFor(caller),
    });
    expect(status).toBe(200);
    body.resume();
    expect(await job.erase({ principalId: owner.principalId })).toMatchObject([{ nameKept: false, keptBecause: [] }]);
  });
});
