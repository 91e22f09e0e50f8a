import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemActor } from '#platform/audit';
import { newId } from '#platform/ids';
import { compiledCode } from '../../../tests/support/compiled-code.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { REQUEST, actorOf, openErasing } from '../testing/erasing.ts';
import { factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import { leafOf } from '../testing/sequencer-fixture.ts';
import type { PrivateFolder } from '../../../tests/support/service/private-folder.ts';
import type { ErasuresRun } from './run-erasures.ts';
import type { Erasing } from '../testing/erasing.ts';
import type { RunningAudit } from '../testing/running-audit.ts';

const JOB = path.join(import.meta.dirname, '..', 'erase.ts');

let audit: RunningAudit;
let job: Erasing;
let folder: PrivateFolder;
let keysFile: string;

beforeAll(async () => {
  audit = await startRunningAudit();
  job = await openErasing(audit);
  folder = createPrivateFolder();
  const keys = audit.keys.map((key) => ({ ...key, secret: key.secret.export().toString('base64url') }));
  keysFile = folder.write('service-keys.json', keys);
});
afterEach(async () => {
  for (const { intentId } of (await job.resume([])).unfinished)
    await job.append(outcomeEvent(intentId, { outcome: 'ABORTED' }), 'eraser');
});
afterAll(async () => {
  folder.remove();
  await job.close();
  await audit.close();
});

/** What somebody records who has the key that signs for the job, and not its database role. */
async function begun(detail: Record<string, string> = { ...REQUEST }) {
  const who = somebody();
  const first = await job.append(factEvent(who));
  const event = preparedEvent(who, {
    action: 'audit.detail.erase',
    actor: systemActor,
    target: { type: 'Principal', id: who.principalId, ownerPrincipalId: null },
    detail,
  });
  const { leaf } = await job.append({ ...event, eventId: newId() }, 'eraser');
  return { who, ref: actorOf(first), intentId: event.intentId, askedForAt: leafOf({ leaf })['recorded_at'] };
}

/** The job as a process of its own. */
async function runJob(...args: string[]): Promise<{ code: number; out: Partial<ErasuresRun>; err: string }> {
  const env = {
    ...compiledCode(),
    LIFEREADY_ENV: 'test',
    AUDIT_ERASER_DATABASE_URL: audit.database.urlOf('eraser'),
    AUDIT_URL: audit.url,
    AUDIT_LOG_VKEY: audit.vkey,
    SERVICE_KEYS_FILE: keysFile,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', JOB, ...args], { env }, (error, stdout, stderr) => {
      const out = JSON.parse(stdout || '{}') as Partial<ErasuresRun>;
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err: stderr });
    });
  });
}

const WHOLE = { details: 1, keys: 1, names: 1 };
const NOTHING = { details: 0, keys: 0, names: 0 };

describe('[R-157] an erasure that this run did not begin', () => {
  test('is shown with all that is known of it, and not done', async () => {
    const { who, ref, intentId, askedForAt } = await begun();
    const known = { intentId, tenantId: who.tenantId, ref, principalId: who.principalId, ...REQUEST, askedForAt };
    expect(await job.resume([])).toEqual({ resumed: [], erased: [], unfinished: [known] });
    expect(await job.kept(ref)).toEqual(WHOLE);
  });

  test('is shown even when what was asked cannot be opened, or is of no form', async () => {
    const { intentId, ref } = await begun({ ground: 'court-order' });
    const unreadable = await begun();
    await job.query('ALTER TABLE audit.subject_key DISABLE TRIGGER append_only_rows');
    await job.query(
      `UPDATE audit.subject_key SET wrapped = 'x' WHERE subject_ref = (SELECT ref FROM audit.pseudonym WHERE raw_id = $1)`,
      [unreadable.who.tenantId],
    );
    await job.query('ALTER TABLE audit.subject_key ENABLE ALWAYS TRIGGER append_only_rows');
    await audit.restart();
    expect((await job.resume([])).unfinished).toMatchObject([
      { intentId, ref, ground: 'court-order', reference: null },
      { intentId: unreadable.intentId, ground: null, reference: null },
    ]);
  });

  test('is done when it is confirmed, and no other one is', async () => {
    const [one, other] = [await begun(), await begun()];
    const run = await job.resume([one.intentId]);
    expect(run.resumed).toMatchObject([{ intentId: one.intentId, entries: 1 }]);
    expect(run.unfinished).toMatchObject([{ intentId: other.intentId }]);
    expect([await job.kept(one.ref), await job.kept(other.ref)]).toEqual([NOTHING, WHOLE]);
    expect((await job.resume('all')).resumed).toMatchObject([{ intentId: other.intentId }]);
    expect(await job.kept(other.ref)).toEqual(NOTHING);
  });

  test('is not done by a run that erases somebody else', async () => {
    const [{ ref }, who] = [await begun(), somebody()];
    await job.append(factEvent(who));
    expect(await job.erase({ principalId: who.principalId })).toHaveLength(1);
    expect(await job.kept(ref)).toEqual(WHOLE);
  });

  test('nothing at all is done when what is confirmed is not among them', async () => {
    const { ref, intentId } = await begun();
    const change = preparedEvent();
    await job.append(change);
    for (const unknown of [newId(), change.intentId])
      await expect(job.resume([intentId, unknown])).rejects.toThrow(unknown);
    expect(await job.kept(ref)).toEqual(WHOLE);
  });

  test('its ground is told to nobody but the job', async () => {
    const { intentId } = await begun();
    const ask = (caller: 'eraser' | 'case') =>
      audit.as(caller).send({ method: 'GET', path: `/internal/intents/${intentId}` });
    expect(await ask('eraser')).toMatchObject({ json: { state: 'PENDING', detail: REQUEST } });
    expect(await ask('case')).toMatchObject({ status: 404 });
    const change = preparedEvent();
    await job.append(change);
    const { json } = await audit.as('case').send({ method: 'GET', path: `/internal/intents/${change.intentId}` });
    expect(json).not.toHaveProperty('detail');
  });
});

describe('[R-157] the job as it is run', () => {
  test('does what it is asked, and says with a code of its own what else is unfinished', async () => {
    const [{ ref, intentId }, who] = [await begun(), somebody()];
    const own = actorOf(await job.append(factEvent(who)));
    const args = ['--principal', who.principalId, '--ground', 'court-order', '--reference', 'GP-1/2026'];
    expect(await runJob(...args)).toMatchObject({
      code: 3,
      out: { resumed: [], erased: [{ entries: 1 }], unfinished: [{ intentId }] },
    });
    expect([await job.kept(own), await job.kept(ref)]).toEqual([NOTHING, WHOLE]);
  });

  test('--resume shows, has a code of its own, and does it with a confirmation', async () => {
    const [one, other] = [await begun(), await begun()];
    const shown = await runJob('--resume');
    expect(shown).toMatchObject({ code: 3, out: { resumed: [], unfinished: [{ ...REQUEST }, { ...REQUEST }] } });
    expect(shown.err).toContain('--confirm');
    expect(await job.kept(one.ref)).toEqual(WHOLE);
    expect(await runJob('--resume', '--confirm', one.intentId)).toMatchObject({
      code: 3,
      out: { resumed: [{ intentId: one.intentId }], unfinished: [{ intentId: other.intentId }] },
    });
    expect(await runJob('--resume', '--confirm', one.intentId)).toMatchObject({ code: 1 });
    expect(await runJob('--resume', '--yes')).toMatchObject({ code: 0, out: { unfinished: [] } });
    expect([await job.kept(one.ref), await job.kept(other.ref)]).toEqual([NOTHING, NOTHING]);
    expect(await runJob('--resume')).toMatchObject({ code: 0, err: '' });
  });
});
