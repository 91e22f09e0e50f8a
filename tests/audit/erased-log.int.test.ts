import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { epochSeconds, systemClock } from '#platform/clock';
import { formatTilePath, parsePolicy } from '#platform/tlog';
import { fsck } from '../../cli/audit/fsck/fsck.ts';
import { verifyExcerptFile } from '../../cli/audit/verify-excerpt.ts';
import { appendEvents } from '../../subgraphs/audit/testing/append-events.ts';
import { openErasing } from '../../subgraphs/audit/testing/erasing.ts';
import { factEvent, somebody } from '../../subgraphs/audit/testing/events.ts';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { createPrivateFolder } from '../support/service/private-folder.ts';
import { testCaller } from '../support/service/test-identity.ts';
import { until } from '../support/until.ts';
import type { FsckReport } from '../../cli/audit/fsck/fsck-report.ts';
import type { ExcerptReport } from '../../cli/audit/verify-excerpt.ts';
import type { LogSource } from '../../cli/audit/fsck/log-source.ts';
import type { Erasing } from '../../subgraphs/audit/testing/erasing.ts';
import type { Somebody } from '../../subgraphs/audit/testing/events.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { PrivateFolder } from '../support/service/private-folder.ts';

const CANARY = 'Kanarienvogel';
/** More than one full tile and bundle, so that what is published is read, too. */
const CALLS = 5;
const EVENTS_PER_CALL = 64;

let audit: RunningAudit;
let job: Erasing;
let folder: PrivateFolder;
const people = [somebody(), somebody()] as const;

beforeAll(async () => {
  // Looks at everything each second.
  const looks = { AUDIT_INTEGRITY_SECONDS: '1', AUDIT_INTEGRITY_WHOLE_HOURS: '0.0001' };
  audit = await startRunningAudit({ environment: () => looks });
  job = await openErasing(audit);
  folder = createPrivateFolder();
  for (let call = 0; call < CALLS; call += 1) {
    const events = Array.from({ length: EVENTS_PER_CALL }, (_, at) =>
      factEvent(people[at % 2], { detail: { text: `${CANARY} ${String(at)}` } }),
    );
    await appendEvents(audit, events);
  }
});
afterAll(async () => {
  folder.remove();
  await job.close();
  await audit.close();
});

async function file(name: string): Promise<Buffer> {
  const { status, body } = await audit.as('gateway').service.call({
    method: 'GET',
    path: `/internal/log/${name}`,
    requestId: 'test-fsck',
    contextToken: audit.identity.vouchFor(testCaller({ role: 'auditor', scopes: ['audit:read'] })),
  });
  expect(status).toBe(200);
  return buffer(body);
}

/** @returns the file in which somebody has their own excerpt */
async function ownExcerpt(who: Somebody, name: string): Promise<string> {
  const caller = testCaller({ ...who, acr: 'aal2', authTime: epochSeconds(systemClock) });
  const { status, body } = await audit.as('gateway').service.call({
    method: 'GET',
    path: '/internal/log/excerpts/own',
    requestId: 'test-excerpt',
    contextToken: audit.identity.vouchFor(caller),
  });
  expect(status).toBe(200);
  const path = folder.path(name);
  await writeFile(path, await buffer(body));
  return path;
}

async function verify(path: string): Promise<ExcerptReport> {
  return verifyExcerptFile({ path, policy: parsePolicy(`log ${audit.vkey}\nquorum none\n`) });
}

/** The log as anybody checks it, from its files alone. Every reading is an entry, so the checkpoint is taken once. */
async function check(since?: Buffer): Promise<{ report: FsckReport; checkpoint: Buffer; files: Map<string, Buffer> }> {
  const checkpoint = await file('checkpoint');
  const files = new Map<string, Buffer>();
  const source: LogSource = {
    checkpoint: () => Promise.resolve(checkpoint),
    tile: async (tile) => {
      const name = formatTilePath(tile);
      const bytes = await file(name);
      files.set(name, bytes);
      return bytes;
    },
  };
  const policy = parsePolicy(`log ${audit.vkey}\nquorum none\n`);
  const options = { policy, hashesOnly: false, atOnce: 2, now: () => performance.now() };
  const report = await fsck({ ...options, source, ...(since === undefined ? {} : { since }) });
  return { report, checkpoint, files };
}

describe('[R-111] [R-157] a log of which somebody was erased', () => {
  test('is the log that it was: fsck rebuilds it from its files and continues the checkpoint from before', async () => {
    const before = await check();
    expect(before.report).toMatchObject({ verdict: 'verified', findings: [] });
    const [erasure] = await job.erase({ principalId: people[0].principalId });
    expect(erasure).toMatchObject({ entries: (CALLS * EVENTS_PER_CALL) / 2 });
    await audit.restart();
    const after = await check(before.checkpoint);
    expect(after.report).toMatchObject({ verdict: 'verified', findings: [] });
    expect(after.report.continues).not.toBeNull();
    // Files that were complete are the same to the byte.
    for (const name of ['tile/0/000', 'tile/entries/000']) {
      expect(before.files.get(name)?.length).toBeGreaterThan(0);
      expect(after.files.get(name)).toEqual(before.files.get(name));
    }
  });

  test('has nothing of anybody in clear: files, rows, keys, and what the erasure wrote', async () => {
    const { files } = await check();
    const rows = await Promise.all(
      ['audit_entry', 'audit_detail', 'subject_key', 'log_checkpoint'].map((table) =>
        job.query<{ row: string }>(`SELECT t::text AS row FROM audit.${table} t`),
      ),
    );
    const metrics = await (await fetch(`${audit.url}/metrics`)).text();
    const texts = [...[...files.values()].map((bytes) => bytes.toString('latin1')), JSON.stringify(rows), metrics];
    for (const secret of [CANARY, ...people.flatMap(({ tenantId, principalId }) => [tenantId, principalId])])
      for (const text of texts) expect(text).not.toContain(secret);
    const names = await job.query<{ raw_id: string }>('SELECT raw_id FROM audit.pseudonym');
    expect(names.map(({ raw_id }) => raw_id)).not.toContain(people[0].principalId);
    expect(names.map(({ raw_id }) => raw_id)).toContain(people[1].principalId);
  });

  test('[R-115] has excerpts that verify, from before the erasure and from after it', async () => {
    const who = somebody();
    for (let count = 0; count < 3; count += 1) await job.append(factEvent(who));
    const before = await ownExcerpt(who, 'before.jsonl');
    expect(await verify(before)).toMatchObject({ verdict: 'verified', excerpt: { entries: 4, withheld: 0 } });
    await job.erase({ principalId: who.principalId });
    await audit.restart();
    expect(await verify(before)).toMatchObject({ verdict: 'verified', excerpt: { entries: 4, withheld: 0 } });
    // Of before and of the erasure it has that there is something, and not what.
    await job.append(factEvent(who));
    const after = await ownExcerpt(who, 'after.jsonl');
    expect(await verify(after)).toMatchObject({ verdict: 'verified', excerpt: { entries: 2, withheld: 7 } });
  });

  test('is not lost to whoever looks through it in the background', async () => {
    const passed = async (): Promise<string | undefined> =>
      /^lifeready_audit_integrity_whole_pass_timestamp_seconds\{.*$/mu.exec(
        await (await fetch(`${audit.url}/metrics`)).text(),
      )?.[0];
    const before = await passed();
    await until(async () => ((line) => line !== undefined && line !== before)(await passed()));
    expect(await job.query('SELECT 1 FROM audit.integrity_alarm')).toEqual([]);
  });
});
