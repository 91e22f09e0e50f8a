import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import { until } from '../../tests/support/until.ts';
import { openExclusiveSession } from './exclusive-session.ts';
import type { TestDatabase } from '../../tests/support/postgres.ts';
import type { ExclusiveSession } from './exclusive-session.ts';

let database: TestDatabase;
let admin: pg.Client;
const open: ExclusiveSession[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ service: 'audit' });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

async function openSession(lockKey = 1): Promise<ExclusiveSession> {
  const settings = { 'app.purpose': 'test' };
  const session = await openExclusiveSession({
    url: database.appUrl,
    applicationName: 'exclusive',
    lockKey,
    settings,
  });
  open.push(session);
  return session;
}

async function backendsOf(applicationName: string): Promise<number[]> {
  const { rows } = await admin.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [
    applicationName,
  ]);
  return rows.map(({ pid }) => pid);
}

test('of two sessions one holds the lock, until it gives it back', async () => {
  const [first, second] = [await openSession(), await openSession()];
  expect(await first.tryLock()).toBe(true);
  expect(await second.tryLock()).toBe(false);
  expect(await (await openSession(2)).tryLock()).toBe(true);
  await first.close();
  await until(() => second.tryLock());
});

test('a setting of the session holds for each of its statements', async () => {
  const session = await openSession();
  for (let count = 0; count < 2; count += 1) {
    expect(
      await session.query('purpose', `SELECT current_setting('app.purpose') AS purpose, $1::int AS n`, [4]),
    ).toEqual([{ purpose: 'test', n: 4 }]);
  }
});

test('a refused statement leaves the session and its lock, and says nothing of what was written', async () => {
  const session = await openSession();
  await session.tryLock();
  await expect(session.query('broken', `SELECT 'somebody'::int`)).rejects.toThrow('a statement failed with 22P02');
  expect(await session.query('works', 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(await (await openSession()).tryLock()).toBe(false);
});

describe('a session that is gone', () => {
  test('says so, takes no more statements, and its lock is free', async () => {
    const [first, second] = [await openSession(), await openSession()];
    await first.tryLock();
    const [pid] = // Locks of all databases are listed, and other tests hold some.
      (
        await admin.query<{ pid: number }>(
          `SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
         WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()`,
        )
      ).rows;
    await admin.query('SELECT pg_terminate_backend($1)', [pid?.pid]);
    await expect(first.ended).resolves.toBeInstanceOf(Error);
    await expect(first.query('late', 'SELECT 1')).rejects.toThrow('ended');
    await until(() => second.tryLock());
  });

  test('cannot be opened where there is no server', async () => {
    const url = new URL(database.appUrl);
    url.port = '1';
    const options = { url: url.href, applicationName: 'nowhere', lockKey: 1, settings: {} };
    await expect(openExclusiveSession(options)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('a holder that lives but has nothing to do keeps the session', async () => {
  const session = await openSession();
  await session.tryLock();
  const [pid] = await backendsOf('exclusive');
  const beats = async (): Promise<boolean> => {
    const { rows } = await admin.query<{ later: boolean }>(
      `SELECT query_start > backend_start + interval '2.2 seconds' AS later FROM pg_stat_activity WHERE pid = $1`,
      [pid],
    );
    return rows[0]?.later === true;
  };
  await until(beats);
  expect(await session.query('alive', 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('the server is told to end a holder that says nothing any more', async () => {
  const session = await openSession();
  const limits = `SELECT current_setting('idle_session_timeout') AS idle, current_setting('transaction_timeout') AS transaction`;
  expect(await session.query('limits', limits)).toEqual([{ idle: '2s', transaction: '4s' }]);
});
