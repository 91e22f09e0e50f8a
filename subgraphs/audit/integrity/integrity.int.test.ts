import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../../tests/support/until.ts';
import { createCapturingLogger } from '../testing/capturing-logger.ts';
import { openDamagedLog } from '../testing/damaged-log.ts';
import { factEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import type { DamagedLog } from '../testing/damaged-log.ts';
import type { RunningAudit } from '../testing/running-audit.ts';

/** A full group of 256 entries, and some more. */
const ENTRIES = 300;

const people = Array.from({ length: 7 }, () => somebody());
const { logger, lines } = createCapturingLogger();
let audit: RunningAudit;
let database: DamagedLog;

beforeAll(async () => {
  audit = await startRunningAudit({
    logger,
    // Looks at everything each second.
    environment: () => ({ AUDIT_INTEGRITY_SECONDS: '1', AUDIT_INTEGRITY_WHOLE_HOURS: '0.0001' }),
  });
  database = await openDamagedLog(audit.database);
  for (let count = 0; count < ENTRIES; count += 50) await append(50);
  await until(async () => (await metric('whole_pass_timestamp_seconds')) !== undefined);
});
afterAll(async () => {
  await database.close();
  await audit.close();
});

async function append(count: number): Promise<unknown> {
  const events = Array.from({ length: count }, (_, at) => factEvent(people[at % people.length]));
  const call = { method: 'POST', path: '/internal/append', json: { events }, requestId: 'r-1' } as const;
  return audit.as('case').service.callJson(call);
}

/** Value of a metric of the task, over all its labels; undefined while it has none. */
async function metric(name: string): Promise<number | undefined> {
  const text = await (await fetch(`${audit.url}/metrics`)).text();
  const lines = text.matchAll(new RegExp(`^lifeready_audit_integrity_${name}{[^}]*} (.*)$`, 'gm'));
  const values = [...lines].map(([, value]) => Number(value));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value);
}

async function readiness(): Promise<{ status: number; json: unknown }> {
  return audit.as('case').send({ method: 'GET', path: '/readyz' });
}

interface FoundRow {
  readonly kind: string;
  readonly place: string;
  readonly problem: string;
}

/** What was found since the newest alarm, as `kind place`. */
async function found(): Promise<string[]> {
  const rows = await database.rows<FoundRow>(
    `SELECT kind, place FROM audit.integrity_finding
     WHERE alarm_id = (SELECT id FROM audit.integrity_alarm ORDER BY raised_at DESC, id DESC LIMIT 1) ORDER BY 1, 2`,
  );
  return rows.map(({ kind, place }) => `${kind} ${place}`);
}

const numberOfAlarms = async (): Promise<number> => (await database.rows('SELECT FROM audit.integrity_alarm')).length;

const NODE = 'UPDATE audit.log_node SET hash = set_byte(hash, 3, get_byte(hash, 3) # 1) WHERE level = 2 AND index = 1';

describe('[R-114] the integrity task', () => {
  test('says when it has found everything in order', async () => {
    const first = await metric('last_success_timestamp_seconds');
    await until(async () => ((await metric('last_success_timestamp_seconds')) ?? 0) > (first ?? Infinity));
    expect(await metric('mismatch')).toBe(0);
    expect(await numberOfAlarms()).toBe(0);
    await expect(readiness()).resolves.toMatchObject({ status: 200, json: { dependencies: { integrity: 'ok' } } });
    expect(await metric('failures_total')).toBe(0);
  });

  test('says what it found, and that it is repaired; the log goes on meanwhile', async () => {
    await database.change(NODE);
    await until(async () => (await metric('mismatch')) === 1);
    const silentSince = await metric('last_success_timestamp_seconds');
    await expect(readiness()).resolves.toMatchObject({
      status: 200,
      json: { status: 'degraded', dependencies: { integrity: 'unavailable', sequencer: 'ok' } },
    });
    await until(() => lines.some((line) => line['alert'] === 'AUDIT_INTEGRITY_MISMATCH'));
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'fatal', alert: 'AUDIT_INTEGRITY_MISMATCH', kind: 'node', place: 'node 2/1' }),
    );
    await append(7);
    expect(await metric('last_success_timestamp_seconds')).toBe(silentSince);
    await database.change(NODE);
    await until(async () => (await metric('mismatch')) === 0);
    await until(async () => ((await metric('last_success_timestamp_seconds')) ?? 0) > (silentSince ?? Infinity));
    expect(await found()).toEqual(['node node 2/1']);
    expect(await numberOfAlarms()).toBe(1);
  });

  test('a restart goes on with the alarm and with what was in order', async () => {
    const before = await numberOfAlarms();
    await database.change(NODE);
    await until(async () => (await metric('mismatch')) === 1);
    await audit.restart();
    await until(async () => (await metric('mismatch')) === 1);
    expect(await metric('last_success_timestamp_seconds')).toBeGreaterThan(0);
    await database.change(NODE);
    await until(async () => (await metric('mismatch')) === 0);
    expect(await numberOfAlarms()).toBe(before + 1);
  });
});

test('[R-114] nothing is wrong with a log that is written while it is looked through', async () => {
  const before = await numberOfAlarms();
  const checked = (await metric('checked_entries_total')) ?? 0;
  let done = false;
  const writers = Array.from({ length: 8 }, async () => {
    while (!done) await append(20);
  });
  try {
    await until(async () => ((await metric('checked_entries_total')) ?? 0) > checked + 10 * ENTRIES);
  } finally {
    done = true;
    await Promise.all(writers);
  }
  expect([await metric('mismatch'), await numberOfAlarms()]).toEqual([0, before]);
});

test('[R-114] a head that is not that of its entries ends the log', async () => {
  await database.change(`UPDATE audit.log_head SET root = set_byte(root, 3, get_byte(root, 3) # 1)`);
  await until(async () => (await metric('mismatch')) === 1);
  await until(async () => (await readiness()).status === 503);
  await expect(append(1)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect(await found()).toContain('head head');
});
