import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { openDatabase } from '#platform/db';
import { openObjectStore } from '#platform/object-store';
import { until } from '../../../tests/support/until.ts';
import { createHistoryGuard } from '../anchor/history-guard.ts';
import { HistoryConflict } from '../anchor/same-history.ts';
import { createIntegritySource } from '../persistence/integrity-source.ts';
import { createIntegrityStore } from '../persistence/integrity-store.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { createTileSource } from '../persistence/tile-source.ts';
import { createTileStore } from '../publication/tile-store.ts';
import { createCapturingLogger } from '../testing/capturing-logger.ts';
import { openDamagedLog } from '../testing/damaged-log.ts';
import { factEvent, somebody } from '../testing/events.ts';
import { LOG_DAMAGES } from '../testing/log-damages.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import { createIntegrityTask } from './integrity-task.ts';
import type { Database } from '#platform/db';
import type { HistoryGuard } from '../anchor/history-guard.ts';
import type { DamagedLog } from '../testing/damaged-log.ts';
import type { DamagedPlaces } from '../testing/log-damages.ts';
import type { RunningAudit } from '../testing/running-audit.ts';
import type { IntegrityTask, IntegrityTaskDeps } from './integrity-task.ts';

/** Two full groups of 256 entries, and some more. */
const ENTRIES = 600;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const clock = createManualClock(Date.now());
let audit: RunningAudit;
let database: DamagedLog;
let db: Database;
let places: DamagedPlaces;
let tiles: IntegrityTaskDeps['tiles'];
let guard: HistoryGuard;
let lines: Record<string, unknown>[];
/** What was looked at since `newTask`, by pass. */
let checked: Record<string, number>;

/** A log that was written and published by the service, which has ended. */
beforeAll(async () => {
  audit = await startRunningAudit();
  const people = Array.from({ length: 7 }, () => somebody());
  const events = Array.from({ length: ENTRIES }, (_, at) => factEvent(people[at % people.length]));
  const client = audit.as('case').service;
  for (let from = 0; from < ENTRIES; from += 60)
    await client.callJson({
      method: 'POST',
      path: '/internal/append',
      json: { events: events.slice(from, from + 60) },
      requestId: 'r-1',
    });
  const objects = await openObjectStore({ kind: 'directory', path: audit.objectsRoot }, { clock });
  const store = createTileStore(objects);
  await until(() => store.has({ level: 0, index: 1, width: 256 }));
  await audit.stop();
  database = await openDamagedLog(audit.database);
  db = await openDatabase({ service: 'audit', url: audit.database.appUrl, poolMax: 2, entities: [], migrations });
  tiles = { source: createTileSource(db), store };
  places = { database, file: (name) => path.join(audit.objectsRoot, 'log1', ...name.split('/')) };
});
afterAll(async () => {
  await db.close();
  await database.close();
  await audit.close();
});

/** As in a process that has just started. */
function newTask(change: Partial<IntegrityTaskDeps> = {}): IntegrityTask {
  checked = { new: 0, whole: 0 };
  const captured = createCapturingLogger();
  ({ lines } = captured);
  guard = createHistoryGuard(captured.logger);
  return createIntegrityTask({
    source: createIntegritySource(db),
    tiles,
    store: createIntegrityStore(db),
    readSigned: () => Promise.resolve([]),
    published: () => 512,
    isWriter: () => true,
    guard,
    clock,
    logger: captured.logger,
    intervalMs: MINUTE_MS,
    wholePassMs: HOUR_MS,
    entriesPerTick: 100_000,
    onChecked: (pass, entries) => {
      checked[pass] = (checked[pass] ?? 0) + entries;
    },
    ...change,
  });
}

/** Everything that is due after an hour. */
async function anHourLater(task: IntegrityTask): Promise<void> {
  clock.advance(HOUR_MS);
  await task.tick();
  await task.tick();
}

/** What was found since the newest alarm, as `kind place`. */
async function found(): Promise<string[]> {
  const rows = await database.rows<{ readonly kind: string; readonly place: string }>(
    `SELECT kind, place FROM audit.integrity_finding
     WHERE alarm_id = (SELECT id FROM audit.integrity_alarm ORDER BY raised_at DESC, id DESC LIMIT 1)`,
  );
  return rows.map(({ kind, place }) => `${kind} ${place}`).sort();
}

const alarms = async (): Promise<number> => (await database.rows('SELECT FROM audit.integrity_alarm')).length;

/** Each test begins with a log in order that was looked at just now. */
beforeEach(async () => {
  const task = newTask();
  await anHourLater(task);
  expect([task.isRaised(), task.lastSuccessMs()]).toEqual([false, clock.now()]);
});

describe('[R-114] the integrity task', () => {
  test.each(LOG_DAMAGES)('finds $name, once, and sees when it is repaired', async ({ damage, repair, finds }) => {
    const before = await alarms();
    const task = newTask();
    await damage(places);
    try {
      await anHourLater(task);
      expect(await found()).toEqual(finds);
      expect(lines.filter(({ alert }) => alert === 'AUDIT_INTEGRITY_MISMATCH')).toHaveLength(finds.length);
      expect(task.isRaised()).toBe(true);
      const silentSince = task.lastSuccessMs();
      expect(guard.isRefused()).toBe(false);
      // Found again, by this process and by the next one: the same alarm, and no heartbeat.
      await anHourLater(task);
      expect(task.lastSuccessMs()).toBe(silentSince);
      const restarted = newTask();
      await anHourLater(restarted);
      expect([restarted.isRaised(), restarted.lastSuccessMs()]).toEqual([true, silentSince]);
      expect(await found()).toEqual(finds);
      expect(await alarms()).toBe(before + 1);
    } finally {
      await repair(places);
    }
    await anHourLater(task);
    expect([task.isRaised(), task.lastSuccessMs()]).toEqual([false, clock.now()]);
    expect(await alarms()).toBe(before + 1);
  });

  test('looks at what is new each minute, and at everything each hour', async () => {
    const task = newTask();
    await task.tick();
    expect(checked).toEqual({ new: ENTRIES - 512, whole: 0 });
    await task.tick();
    await task.tick();
    clock.advance(MINUTE_MS);
    await task.tick();
    await task.tick();
    expect(checked).toEqual({ new: 2 * (ENTRIES - 512), whole: ENTRIES });
    await anHourLater(task);
    expect(checked).toEqual({ new: 3 * (ENTRIES - 512), whole: 2 * ENTRIES });
    expect(task.wholeDoneAtMs()).toBe(clock.now());
  });

  test('finds within a minute what is wrong with the newest entries', async () => {
    const task = newTask();
    const swap = `UPDATE audit.log_node SET hash = set_byte(hash, 3, get_byte(hash, 3) # 1) WHERE level = 0 AND index = 599`;
    await database.change(swap);
    await task.tick();
    expect(await found()).toContain('leaf entry 599');
    await database.change(swap);
  });

  test('does a bounded part at a time', async () => {
    const task = newTask({ entriesPerTick: 200 });
    await task.tick();
    await task.tick();
    expect(checked).toEqual({ new: ENTRIES - 512, whole: 256 });
    await task.tick();
    expect(checked).toEqual({ new: ENTRIES - 512, whole: 512 });
    for (let tick = 0; tick < 5; tick += 1) await task.tick();
    expect([checked['whole'], task.wholeDoneAtMs()]).toEqual([ENTRIES, clock.now()]);
  });

  test('begins at the first entry whenever it becomes the writer: no pass of another process counts, done or not', async () => {
    let isWriter = true;
    const task = newTask({ isWriter: () => isWriter, entriesPerTick: 256 });
    // Now and then it is somebody else's log for a moment, and always before a pass has come to its end.
    for (const times of [1, 2, 3]) {
      expect(task.wholeDoneAtMs()).toBeUndefined();
      await task.tick();
      await task.tick();
      expect(checked['whole']).toBe(times * 256);
      isWriter = false;
      await task.tick();
      isWriter = true;
    }
    const change = 'UPDATE audit.audit_entry SET request_id = reverse(request_id) WHERE index = 5';
    await database.change(change);
    await task.tick();
    await task.tick();
    await database.change(change);
    expect(await found()).toEqual(['column entry 5']);
    expect(task.isRaised()).toBe(true);
  });

  test('does not end an alarm with a pass that began before it', async () => {
    const swap = `UPDATE audit.log_node SET hash = set_byte(hash, 3, get_byte(hash, 3) # 1) WHERE level = 0 AND index = 599`;
    const task = newTask({ entriesPerTick: 256 });
    clock.advance(HOUR_MS);
    await task.tick();
    await task.tick();
    expect(checked).toEqual({ new: ENTRIES - 512, whole: 256 });
    await database.change(swap);
    clock.advance(MINUTE_MS);
    await task.tick();
    await database.change(swap);
    for (let tick = 0; tick < 6; tick += 1) await task.tick();
    expect(checked['whole']).toBe(ENTRIES);
    expect(task.isRaised()).toBe(true);
    clock.advance(HOUR_MS);
    for (let tick = 0; tick < 8; tick += 1) await task.tick();
    expect(task.isRaised()).toBe(false);
  });

  test('relies on nothing that somebody wrote into its own state', async () => {
    await database.change(`UPDATE audit.integrity_state SET frontier = '\\x0000000000000100'`);
    const task = newTask();
    await task.tick();
    expect(checked).toEqual({ new: ENTRIES, whole: 0 });
    // A frontier of other entries; what follows does not fit to it.
    await database.change(
      `UPDATE audit.integrity_state SET frontier = set_byte(frontier, 20, get_byte(frontier, 20) # 1)`,
    );
    const other = newTask();
    clock.advance(MINUTE_MS);
    await other.tick();
    expect(other.isRaised()).toBe(true);
    await database.change(`UPDATE audit.integrity_state SET frontier = '\\x0000000000000000'`);
  });

  test('has no success in the future, whatever somebody wrote', async () => {
    await database.change(`UPDATE audit.integrity_state SET last_success = '2999-01-01'`);
    const range = (): Promise<never> => Promise.reject(new Error('no answer'));
    const task = newTask({ source: { ...createIntegritySource(db), range } });
    await expect(task.tick()).rejects.toThrow('no answer');
    expect(task.lastSuccessMs()).toBeUndefined();
  });

  test('is in order again after something that could not be kept', async () => {
    const swap = `UPDATE audit.log_node SET hash = set_byte(hash, 3, get_byte(hash, 3) # 1) WHERE level = 0 AND index = 599`;
    const store = createIntegrityStore(db);
    const task = newTask({ store: { ...store, raise: () => Promise.reject(new Error('no answer')) } });
    await database.change(swap);
    clock.advance(MINUTE_MS);
    await expect(task.tick()).rejects.toThrow('no answer');
    await database.change(swap);
    expect(task.isRaised()).toBe(true);
    await anHourLater(task);
    await anHourLater(task);
    expect([task.isRaised(), task.lastSuccessMs()]).toEqual([false, clock.now()]);
  });

  test('goes on after the database or the object store did not answer, without a heartbeat meanwhile', async () => {
    const before = clock.now();
    const source = createIntegritySource(db);
    let failures = 3;
    const range: typeof source.range = async (start, end) => {
      failures -= 1;
      if (failures >= 0) throw new Error('no answer');
      return source.range(start, end);
    };
    const task = newTask({ source: { ...source, range } });
    clock.advance(MINUTE_MS);
    for (let tick = 0; tick < 3; tick += 1) await expect(task.tick()).rejects.toThrow('no answer');
    expect([task.isRaised(), task.lastSuccessMs()]).toEqual([false, before]);
    await task.tick();
    expect(task.lastSuccessMs()).toBe(clock.now());
  });

  test('is for the writer alone', async () => {
    const task = newTask({ isWriter: () => false });
    await task.tick();
    expect([task.isRaised(), task.lastSuccessMs(), task.wholeDoneAtMs()]).toEqual([undefined, undefined, undefined]);
    expect(checked).toEqual({ new: 0, whole: 0 });
  });
});

describe('[R-114] what contradicts what was signed ends the log', () => {
  const other = Buffer.alloc(32, 7);

  test.each([
    ['another history', { whose: 'an anchor', size: 300, root: other }, 'checkpoint size 300'],
    ['entries that are gone', { whose: 'an anchor', size: 700, root: other }, 'checkpoint size 700'],
  ])('%s', async (_what, state, finding) => {
    const task = newTask({ readSigned: () => Promise.resolve([state]) });
    await anHourLater(task);
    expect(await found()).toEqual([finding]);
    expect(guard.isRefused()).toBe(true);
  });

  test('an anchor that the log has not signed', async () => {
    const task = newTask({ readSigned: () => Promise.reject(new HistoryConflict('no checkpoint of this log')) });
    await anHourLater(task);
    expect(await found()).toEqual(['checkpoint what was signed']);
    expect([guard.isRefused(), task.isRaised()]).toEqual([true, true]);
  });

  test('a head that is not that of its entries', async () => {
    const swap = 'UPDATE audit.log_head SET root = set_byte(root, 3, get_byte(root, 3) # 1)';
    await database.change(swap);
    await newTask().tick();
    await database.change(swap);
    expect(await found()).toEqual(['head head']);
    expect(guard.isRefused()).toBe(true);
  });

  test('and what it signed is in it', async () => {
    const [row] = await database.rows<{ hash: Buffer }>(
      'SELECT hash FROM audit.log_node WHERE level = 9 AND index = 0',
    );
    const signed = { whose: 'an anchor', size: 512, root: row?.hash ?? other };
    const task = newTask({ readSigned: () => Promise.resolve([signed]) });
    await anHourLater(task);
    expect([task.isRaised(), guard.isRefused()]).toEqual([false, false]);
  });
});
