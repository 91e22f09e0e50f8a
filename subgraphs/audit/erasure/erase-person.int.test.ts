import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { openCheckpoint, parseVerifierKey, verifyProofFile } from '#platform/tlog';
import { until } from '../../../tests/support/until.ts';
import { actorOf, findAsAuditor, openErasing } from '../testing/erasing.ts';
import { factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import { leafOf, opens, rootOf } from '../testing/sequencer-fixture.ts';
import type { AppendReceipt } from '#platform/audit';
import type { Erasing } from '../testing/erasing.ts';
import type { RunningAudit } from '../testing/running-audit.ts';

const SECRET = 'a-red-secret';
const FOUND = 'id action actor { id } targetId refusal { count }';

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

const search = (variables: Record<string, string>): Promise<Record<string, unknown>[]> =>
  findAsAuditor(audit, FOUND, variables);

function prove({ proof, leaf }: Pick<AppendReceipt, 'proof' | 'leaf'>): number {
  const log = parseVerifierKey(audit.vkey);
  return verifyProofFile({ file: Buffer.from(proof), leaf: Buffer.from(leaf), verifiers: [log], origin: log.name })
    .index;
}

/** A person with a change of theirs and a refusal, and their neighbour in the same tenant. */
async function people() {
  const [who, neighbour] = [somebody(), somebody()];
  const beside = { ...neighbour, tenantId: who.tenantId };
  const change = preparedEvent(who, { detail: { note: SECRET } });
  const refusal = factEvent(who, { detail: { coordinate: 'Query.case', count: 3 }, reasonCode: 'tier' });
  const others = preparedEvent(beside, { detail: { note: 'kept' } });
  const receipts = {
    change: await job.append(change),
    outcome: await job.append(outcomeEvent(change.intentId)),
    refusal: await job.append(refusal),
    others: await job.append(others),
  };
  return { who, beside, change, refusal, others, receipts, ref: actorOf(receipts.change) };
}

describe('[R-157] to erase a person', () => {
  test('destroys key, details and pseudonyms, and says so in the log; nobody else loses anything', async () => {
    const { who, change, refusal, others, receipts, ref } = await people();
    expect(await job.kept(ref)).toEqual({ details: 2, keys: 1, names: 1 });
    const [erasure, ...more] = await job.erase({ principalId: who.principalId });
    expect(more).toEqual([]);
    expect(await job.kept(ref)).toEqual({ details: 0, keys: 0, names: 0 });
    expect(erasure).toMatchObject({
      tenantId: who.tenantId,
      entries: 2,
      firstIndex: receipts.change.index,
      lastIndex: receipts.refusal.index,
      nameKept: false,
      removed: { details: 2, keys: 1, pseudonyms: 5 },
      indexesSha256: createHash('sha256')
        .update(`${String(receipts.change.index)}\n${String(receipts.refusal.index)}\n`)
        .digest('hex'),
    });
    expect(await audit.openDetail(change.eventId)).toBeUndefined();
    expect(await audit.openDetail(refusal.eventId)).toBeUndefined();
    expect(await audit.openDetail(others.eventId)).toEqual({ note: 'kept' });
    const entries = (await job.leaves()).map((leaf) => leafOf({ leaf }));
    const about = entries.filter((leaf) => leaf['request_id'] === `erasure-${erasure?.intentId ?? ''}`);
    expect(about).toMatchObject([
      { type: 'PREPARED', action: 'audit.detail.erase', service: 'eraser', actor_type: 'SYSTEM', target_ref: ref },
      { type: 'FACT', action: 'audit.erasure.report', service: 'eraser' },
      { type: 'OUTCOME', action: 'audit.detail.erase', outcome: 'COMMITTED' },
    ]);
  });

  test('[R-111] leaves every leaf, chain and proof as it was', async () => {
    const { who, receipts } = await people();
    const before = await job.leaves();
    const [erasure] = await job.erase({ principalId: who.principalId });
    const after = await job.leaves();
    expect(after.slice(0, before.length)).toEqual(before);
    for (const receipt of Object.values(receipts)) expect(prove(receipt)).toBe(receipt.index);
    // An old entry proven now, in the tree of now.
    const again = await job.append(outcomeEvent(receipts.change.eventId));
    expect(prove(again)).toBe(receipts.outcome.index);
    const verifier = parseVerifierKey(audit.vkey);
    const { data } = await audit.as('gateway').graphql({ query: '{ auditCheckpoint { note } }' });
    const { note } = (data as { auditCheckpoint: { note: string } }).auditCheckpoint;
    const head = openCheckpoint({ note: Buffer.from(note), verifiers: [verifier], origin: verifier.name });
    expect(head.root).toEqual(rootOf((await job.leaves()).slice(0, head.size)));
    // What the report says is committed to, and whoever has the answer of the job can show it.
    const { report } = erasure ?? {};
    if (!report) throw new Error('the erasure was reported');
    expect(prove(report)).toBe(report.index);
    expect(opens({ eventId: '', ...report }, report.detail)).toBe(true);
  });

  test('auditors find nothing by the person or by what was theirs, and entries name nobody', async () => {
    const { who, change, refusal } = await people();
    expect(await search({ actorId: who.principalId })).toHaveLength(3);
    await job.erase({ principalId: who.principalId });
    expect(await search({ actorId: who.principalId })).toEqual([]);
    expect(await search({ targetId: who.principalId })).toEqual([]);
    expect(await search({ targetId: change.target.id })).toEqual([]);
    const all = await search({});
    expect(all.find(({ id }) => id === refusal.eventId)).toMatchObject({ actor: null, refusal: null });
    expect(JSON.stringify(all)).not.toContain(who.principalId);
  });

  test('whoever comes back is somebody new, with a key of their own', async () => {
    const { who, ref } = await people();
    await job.erase({ principalId: who.principalId });
    let later = await job.append(factEvent(who));
    await until(async () => actorOf((later = await job.append(factEvent(who)))) !== ref);
    expect(await job.kept(actorOf(later))).toMatchObject({ keys: 1, names: 1 });
    const [again] = await job.erase({ principalId: who.principalId });
    expect(again?.removed).toMatchObject({ keys: 1, pseudonyms: 3 });
    expect(await job.kept(actorOf(later))).toEqual({ details: 0, keys: 0, names: 0 });
  });

  test('whoever has kept the sealed details, and has the master key, opens them with no key that is left', async () => {
    const { who, change } = await people();
    const copies = await job.query<{ tenant_ref: string; subject_ref: string; sealed: string }>(
      'SELECT tenant_ref, subject_ref, sealed FROM audit.audit_detail WHERE event_id = $1',
      [change.eventId],
    );
    const [copy] = copies;
    await job.erase({ principalId: who.principalId });
    const later = factEvent(who);
    await until(async () => actorOf(await job.append(factEvent(who))) !== copy?.subject_ref);
    const newRef = actorOf(await job.append(later));
    const putBack = (subjectRef: unknown): Promise<unknown> =>
      job.query('INSERT INTO audit.audit_detail (event_id, tenant_ref, subject_ref, sealed) VALUES ($1, $2, $3, $4)', [
        change.eventId,
        copy?.tenant_ref,
        subjectRef,
        copy?.sealed,
      ]);
    const takeOut = async (): Promise<void> => {
      await job.query('ALTER TABLE audit.audit_detail DISABLE TRIGGER append_only_rows');
      await job.query('DELETE FROM audit.audit_detail WHERE event_id = $1', [change.eventId]);
      await job.query('ALTER TABLE audit.audit_detail ENABLE ALWAYS TRIGGER append_only_rows');
    };
    await putBack(copy?.subject_ref);
    expect(await audit.openDetail(change.eventId)).toBeUndefined();
    await takeOut();
    await putBack(newRef);
    await expect(audit.openDetail(change.eventId)).rejects.toMatchObject({ code: 'CIPHERTEXT_INVALID' });
    await takeOut();
    expect(await audit.openDetail(later.eventId)).toEqual(later.detail);
  });

  test('takes what is recorded in the moment in which it happens', async () => {
    const { who, ref } = await people();
    let late: AppendReceipt | undefined;
    await job.erase(
      { principalId: who.principalId },
      { pause: async () => void (late = await job.append(factEvent(who, { detail: { note: SECRET } }))) },
    );
    // The writer still knew the old name, so it was recorded under that.
    expect(late && actorOf(late)).toBe(ref);
    expect(await job.kept(ref)).toEqual({ details: 0, keys: 0, names: 0 });
  });

  test('takes a detail from before people had keys, by its row', async () => {
    const { who, change } = await people();
    await job.query('ALTER TABLE audit.audit_detail DISABLE TRIGGER append_only_rows');
    await job.query('UPDATE audit.audit_detail SET subject_ref = NULL WHERE event_id = $1', [change.eventId]);
    await job.query('ALTER TABLE audit.audit_detail ENABLE ALWAYS TRIGGER append_only_rows');
    expect((await job.erase({ principalId: who.principalId }))[0]?.removed).toMatchObject({ details: 2 });
    expect(await audit.sealedDetail(change.eventId)).toBe('');
  });

  test('reaches every tenant in which they are somebody, each with entries of its own', async () => {
    const { who, ref } = await people();
    const owner = somebody();
    const elsewhere = await job.append(factEvent(owner, { actor: factEvent(who).actor }));
    const erasures = await job.erase({ principalId: who.principalId });
    expect(erasures.map(({ tenantId }) => tenantId).sort()).toEqual([who.tenantId, owner.tenantId].sort());
    expect(await job.kept(ref)).toEqual({ details: 0, keys: 0, names: 0 });
    // What they did there is about what is the owner's, who may know by whom.
    expect(await job.kept(actorOf(elsewhere))).toEqual({ details: 0, keys: 0, names: 1 });
    expect((await job.kept(leafOf(elsewhere)['tenant_ref'])).names).toBe(1);
    const there = erasures.find(({ tenantId }) => tenantId === owner.tenantId);
    expect(there).toMatchObject({ removed: { details: 0, pseudonyms: 0 }, keptBecause: ['of-somebody-else'] });
  });

  test('of whom nothing is kept writes nothing', async () => {
    const before = await job.leaves();
    expect(await job.erase({ principalId: newId() })).toEqual([]);
    expect(await job.leaves()).toEqual(before);
  });
});

describe('[R-157] what is to be kept stays', () => {
  test('incidents keep their details, and who changed them', async () => {
    const officer = somebody();
    const reported = preparedEvent(officer, { action: 'incident.incident.report', detail: { classes: 2 } });
    const change = { ...reported, target: { ...reported.target, ownerPrincipalId: null } };
    const ref = actorOf(await job.append(change, 'incident'));
    const denied = factEvent(officer, { target: change.target, detail: { count: 1 } });
    await job.append(denied, 'incident');
    const [erasure] = await job.erase({ principalId: officer.principalId });
    expect(erasure).toMatchObject({ entries: 1, nameKept: true, namesKept: 2, keptBecause: ['incident'] });
    // The session in which they were refused, and changed nothing.
    expect(erasure?.removed).toMatchObject({ details: 1, pseudonyms: 1 });
    expect(await audit.openDetail(change.eventId)).toEqual({ classes: 2 });
    expect(await audit.openDetail(denied.eventId)).toBeUndefined();
    expect(await job.kept(ref)).toEqual({ details: 0, keys: 0, names: 1 });
    expect((await search({ actorId: officer.principalId })).map(({ action }) => action)).toContain(
      'incident.incident.report',
    );
  });

  test('the ground of an erasure stays with the tenant', async () => {
    const { who } = await people();
    const [erasure] = await job.erase({ principalId: who.principalId, ground: 'court-order', reference: 'GP-1/2026' });
    expect(await audit.openDetail(erasure?.intentId ?? '')).toEqual({ ground: 'court-order', reference: 'GP-1/2026' });
  });
});

describe('[R-110] a run that is interrupted', () => {
  const interrupted = (): never => {
    throw new Error('killed');
  };
  const eraseUntil = async (principalId: string, change: Parameters<Erasing['erase']>[1]): Promise<void> => {
    await expect(job.erase({ principalId }, change)).rejects.toThrow('killed');
  };
  const reportsOf = async (intentId: string | undefined): Promise<number> =>
    (await job.leaves()).filter((leaf) => leaf.includes('audit.erasure.report') && leaf.includes(intentId ?? '-'))
      .length;

  test.each([
    ['before anything is erased', { store: { erase: interrupted } }],
    ['after it was erased', { pause: interrupted }],
  ])('%s is finished by a later one', async (_when, change) => {
    const { who, ref } = await people();
    await eraseUntil(who.principalId, change);
    const [finished] = (await job.resume('all')).resumed;
    expect(finished).toMatchObject({ tenantId: who.tenantId, entries: 2, nameKept: false });
    expect(await job.kept(ref)).toEqual({ details: 0, keys: 0, names: 0 });
    expect(await reportsOf(finished?.intentId)).toBe(1);
    expect(await job.resume('all')).toEqual({ resumed: [], erased: [], unfinished: [] });
  });

  test('after its report is finished by a later one, with no second report', async () => {
    const { who } = await people();
    await eraseUntil(who.principalId, { log: { ...job.deps.log, outcome: interrupted } });
    const [finished] = (await job.resume('all')).resumed;
    expect(finished).toMatchObject({ entries: 2, report: null });
    expect(await reportsOf(finished?.intentId)).toBe(1);
  });

  test('by a log that takes nothing has erased nothing', async () => {
    const { who, ref } = await people();
    await eraseUntil(who.principalId, { log: { ...job.deps.log, prepare: interrupted } });
    expect(await job.kept(ref)).toEqual({ details: 2, keys: 1, names: 1 });
  });

  test('does not meet another one', async () => {
    await job.deps.store.lock();
    await expect(job.resume('all')).rejects.toThrow('another process erases');
  });
});
