import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { canonicalJson } from '#platform/tlog';
import { compiledCode } from '../../../tests/support/compiled-code.ts';
import { until } from '../../../tests/support/until.ts';
import { createAuditEnvironment } from '../testing/audit-environment.ts';
import { startAuditProcess } from '../testing/audit-process.ts';
import { factEvent } from '../testing/events.ts';
import type { AuditEnvironment } from '../testing/audit-environment.ts';
import type { AuditProcess } from '../testing/audit-process.ts';

/** More lines than a pipe and the buffers on both of its ends hold. */
const CALLS = 20;
const EVENTS_PER_CALL = 64;
const ENTRIES = CALLS * EVENTS_PER_CALL;

let environment: AuditEnvironment;
let running: AuditProcess | undefined;

beforeEach(async () => {
  environment = await createAuditEnvironment();
});

afterEach(async () => {
  await running?.end('SIGKILL');
  await environment.remove();
});

async function start(change: Record<string, string> = {}): Promise<AuditProcess> {
  running = await startAuditProcess({ ...environment.variables, ...change });
  return running;
}

/** Appends, and expects an answer to each call. */
async function appendMany({ url }: AuditProcess): Promise<void> {
  const client = environment.asCase(url);
  for (let call = 0; call < CALLS; call += 1) {
    const json = { events: Array.from({ length: EVENTS_PER_CALL }, () => factEvent()) };
    const { status } = await client.send({ method: 'POST', path: '/internal/append', json });
    expect(status).toBe(200);
  }
  expect((await client.send({ method: 'GET', path: '/readyz' })).status).toBe(200);
  await client.service.close();
}

async function leaves(): Promise<string[]> {
  const admin = new pg.Client({ connectionString: environment.database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ leaf: string }>('SELECT leaf FROM audit.audit_entry ORDER BY index');
  await admin.end();
  return rows.map(({ leaf }) => leaf);
}

const upTo = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

describe('[R-117] whoever reads the standard output', () => {
  test('reads each entry as a line that is its leaf', async () => {
    const audit = await start();
    await appendMany(audit);
    await until(() => audit.forwarded().length === ENTRIES);
    expect(audit.forwarded()).toEqual(upTo(ENTRIES));
    const lines = audit.lines().map((line) => JSON.parse(line) as { _logType?: string; audit: { index: number } });
    const forwarded = lines.filter(({ _logType }) => _logType === 'audit');
    expect(forwarded.map(({ audit: { index: _index, ...leaf } }) => canonicalJson(leaf).toString())).toEqual(
      await leaves(),
    );
  });

  test('and stops, blocks no request; when it goes on, it misses nothing and reads nothing twice', async () => {
    const audit = await start();
    audit.stopReading();
    await appendMany(audit);
    expect(await leaves()).toHaveLength(ENTRIES);
    expect(audit.forwarded().length).toBeLessThan(ENTRIES);
    audit.goOnReading();
    await until(() => audit.forwarded().length >= ENTRIES);
    expect(audit.forwarded()).toEqual(upTo(ENTRIES));
  });

  test('and stops, and the process is killed: the next process brings out what is missing', async () => {
    const first = await start();
    first.stopReading();
    await appendMany(first);
    await first.end('SIGKILL');
    first.goOnReading();
    const second = await start();
    await until(() => new Set([...first.forwarded(), ...second.forwarded()]).size === ENTRIES);
    expect(second.forwarded().at(-1)).toBe(ENTRIES - 1);
  });

  test('and stops, does not keep the process from ending', async () => {
    const audit = await start();
    audit.stopReading();
    await appendMany(audit);
    expect(await audit.end('SIGTERM')).toBe(0);
  });

  test('and goes away, ends nothing and blocks no request', async () => {
    const audit = await start();
    audit.leave();
    await appendMany(audit);
    expect(await leaves()).toHaveLength(ENTRIES);
    expect(await audit.end('SIGTERM')).toBe(0);
  });
});

test('without forwarding nothing goes out, and it begins with the first entry when it is turned on', async () => {
  const silent = await start({ AUDIT_FORWARD: 'off' });
  await appendMany(silent);
  expect(await silent.end('SIGTERM')).toBe(0);
  expect(silent.forwarded()).toEqual([]);
  const audit = await start();
  await until(() => audit.forwarded().length === ENTRIES);
  expect(audit.forwarded()).toEqual(upTo(ENTRIES));
});

test('entries that somebody lost are written again by index, and nothing else changes', async () => {
  const audit = await start();
  await appendMany(audit);
  await until(() => audit.forwarded().length === ENTRIES);
  const program = path.join(import.meta.dirname, '..', 'forward.ts');
  const { LIFEREADY_ENV, DATABASE_URL } = environment.variables;
  const again = (...range: string[]): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, ['--no-warnings', program, ...range], {
      env: { ...compiledCode(), LIFEREADY_ENV, DATABASE_URL },
      maxBuffer: 16 * 1024 * 1024,
    });
  const { stdout } = await again('--from', '700', '--to', '1100');
  const first = audit.lines().filter((line) => line.includes('"_logType":"audit"'));
  expect(stdout.split('\n').slice(0, -1)).toEqual(first.slice(700, 1101));
  expect((await again('--from', String(ENTRIES))).stdout).toBe('');
  await expect(again('--to', '3')).rejects.toThrow('--from <index> is required');
  await appendMany(audit);
  await until(() => audit.forwarded().length === 2 * ENTRIES);
  expect(audit.forwarded()).toEqual(upTo(2 * ENTRIES));
});
