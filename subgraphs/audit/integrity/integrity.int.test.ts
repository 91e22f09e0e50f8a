import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../../tests/support/until.ts';
import { openDamagedLog } from '../testing/damaged-log.ts';
import { factEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import type { DamagedLog } from '../testing/damaged-log.ts';
import type { RunningAudit } from '../testing/running-audit.ts';

/** Two full groups of 256 entries, and some more. */
const ENTRIES = 600;

const people = Array.from({ length: 7 }, () => somebody());
let audit: RunningAudit;
let database: DamagedLog;

beforeAll(async () => {
  audit = await startRunningAudit({
    // Looks at everything each second.
    environment: () => ({ AUDIT_INTEGRITY_SECONDS: '1', AUDIT_INTEGRITY_WHOLE_HOURS: '0.0001' }),
  });
  database = await openDamagedLog(audit.database);
  for (let count = 0; count < ENTRIES; count += 50) await append(50);
  await until(() => exists(publishedFile('tile/0/001')));
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

function publishedFile(name: string): string {
  return path.join(audit.objectsRoot, 'log1', ...name.split('/'));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
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

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[70] = (bytes[70] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

/** A change that takes back what it did when it is made once more. */
const swapBytes = (table: string, column: string, where: string): string =>
  `UPDATE audit.${table} SET ${column} = set_byte(${column}, 3, get_byte(${column}, 3) # 1) WHERE ${where}`;

interface Damage {
  readonly name: string;
  readonly damage: () => Promise<unknown>;
  readonly repair: () => Promise<unknown>;
  readonly finds: readonly string[];
}

const swapped = (name: string, statement: string, finds: readonly string[]): Damage => ({
  name,
  damage: () => database.change(statement),
  repair: () => database.change(statement),
  finds,
});

const DAMAGES: readonly Damage[] = [
  {
    name: 'a changed entry',
    damage: () =>
      database.change(`UPDATE audit.audit_entry SET leaf = replace(leaf, 'DENIED', 'FAILED') WHERE index = 17`),
    repair: () =>
      database.change(`UPDATE audit.audit_entry SET leaf = replace(leaf, 'FAILED', 'DENIED') WHERE index = 17`),
    finds: ['leaf entry 17'],
  },
  swapped('a changed hash of an entry', swapBytes('log_node', 'hash', 'level = 0 AND index = 300'), [
    // The next entry of the same tenant names another one before it.
    'chain entry 307',
    'leaf entry 300',
  ]),
  swapped('a changed node', swapBytes('log_node', 'hash', 'level = 3 AND index = 5'), ['node node 3/5']),
  {
    name: 'a changed column',
    damage: () => database.change(`UPDATE audit.audit_entry SET outcome = 'OK' WHERE index = 40`),
    repair: () => database.change(`UPDATE audit.audit_entry SET outcome = 'DENIED' WHERE index = 40`),
    finds: ['column entry 40'],
  },
  {
    name: 'a deleted entry',
    damage: () =>
      database.change(
        'CREATE TABLE audit.hidden AS SELECT * FROM audit.audit_entry WHERE index = 100',
        'DELETE FROM audit.audit_entry WHERE index = 100',
      ),
    repair: () =>
      database.change('INSERT INTO audit.audit_entry SELECT * FROM audit.hidden', 'DROP TABLE audit.hidden'),
    finds: ['chain entry 107', 'missing entry 100'],
  },
  {
    name: 'an entry outside of the log',
    damage: () =>
      database.change(
        `CREATE TABLE audit.added AS SELECT * FROM audit.audit_entry WHERE index = 3`,
        `UPDATE audit.added SET index = 70000, event_id = gen_random_uuid(), tenant_seq = 70000`,
        'INSERT INTO audit.audit_entry SELECT * FROM audit.added',
      ),
    repair: () => database.change('DELETE FROM audit.audit_entry WHERE index = 70000', 'DROP TABLE audit.added'),
    finds: ['extra entry 70000'],
  },
  {
    name: 'a changed tile',
    damage: () => flip(publishedFile('tile/0/001')),
    repair: () => flip(publishedFile('tile/0/001')),
    finds: ['tile tile/0/001'],
  },
  {
    name: 'a changed bundle',
    damage: () => flip(publishedFile('tile/entries/000')),
    repair: () => flip(publishedFile('tile/entries/000')),
    finds: ['tile tile/entries/000'],
  },
];

describe('[R-114] the integrity task', () => {
  test('says when it has found everything in order', async () => {
    const first = await metric('last_success_timestamp_seconds');
    await until(async () => ((await metric('last_success_timestamp_seconds')) ?? 0) > (first ?? Infinity));
    expect(await metric('mismatch')).toBe(0);
    expect(await numberOfAlarms()).toBe(0);
    await expect(readiness()).resolves.toMatchObject({ status: 200, json: { dependencies: { integrity: 'ok' } } });
    expect(await metric('failures_total')).toBe(0);
  });

  test.each(DAMAGES)('finds $name, and sees when it is repaired', async ({ damage, repair, finds }) => {
    const before = await numberOfAlarms();
    await damage();
    let silentSince: number | undefined;
    try {
      await until(async () => (await metric('mismatch')) === 1);
      silentSince = await metric('last_success_timestamp_seconds');
      const checked = await metric('checked_entries_total');
      await expect(readiness()).resolves.toMatchObject({
        status: 200,
        json: { status: 'degraded', dependencies: { integrity: 'unavailable', sequencer: 'ok' } },
      });
      // The log goes on; and what is found again is the same alarm.
      await append(7);
      await until(async () => ((await metric('checked_entries_total')) ?? 0) > (checked ?? 0) + 2 * ENTRIES);
      expect(await metric('last_success_timestamp_seconds')).toBe(silentSince);
      expect(await found()).toEqual(finds);
      expect(await numberOfAlarms()).toBe(before + 1);
    } finally {
      await repair();
    }
    await until(async () => (await metric('mismatch')) === 0);
    await until(async () => ((await metric('last_success_timestamp_seconds')) ?? 0) > (silentSince ?? Infinity));
    expect(await numberOfAlarms()).toBe(before + 1);
  });

  test('a restart goes on with the alarm and with what was in order', async () => {
    const node = swapBytes('log_node', 'hash', 'level = 2 AND index = 9');
    const before = await numberOfAlarms();
    await database.change(node);
    await until(async () => (await metric('mismatch')) === 1);
    await audit.restart();
    await until(async () => (await metric('mismatch')) === 1);
    expect(await metric('last_success_timestamp_seconds')).toBeGreaterThan(0);
    await database.change(node);
    await until(async () => (await metric('mismatch')) === 0);
    expect(await numberOfAlarms()).toBe(before + 1);
  });

  test('a state that somebody changed makes it begin again', async () => {
    await database.change(`UPDATE audit.integrity_state SET frontier = '\\x0000000000000100'`);
    await audit.restart();
    await until(async () => ((await metric('checked_entries_total')) ?? 0) >= ENTRIES);
    await until(async () => (await metric('mismatch')) === 0);
  });
});

test('[R-114] a head that is not that of its entries ends the log', async () => {
  await database.change(`UPDATE audit.log_head SET root = set_byte(root, 3, get_byte(root, 3) # 1)`);
  await until(async () => (await metric('mismatch')) === 1);
  await until(async () => (await readiness()).status === 503);
  await expect(append(1)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect(await found()).toContain('head head');
});
