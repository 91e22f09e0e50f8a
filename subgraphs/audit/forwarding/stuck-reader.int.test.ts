import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { runMigrations } from '#platform/db';
import { generateServiceKey } from '#platform/signing';
import { canonicalJson, createNoteSigner } from '#platform/tlog';
import { createTestDatabase } from '../../../tests/support/postgres.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { createSignedClient } from '../../../tests/support/service/signed-client.ts';
import { until } from '../../../tests/support/until.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { startAuditProcess } from '../testing/audit-process.ts';
import { factEvent } from '../testing/events.ts';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { PrivateFolder } from '../../../tests/support/service/private-folder.ts';
import type { AuditProcess } from '../testing/audit-process.ts';

/** More lines than a pipe and the buffers on both of its ends hold. */
const CALLS = 20;
const EVENTS_PER_CALL = 64;
const ENTRIES = CALLS * EVENTS_PER_CALL;

let database: TestDatabase;
let folder: PrivateFolder;
let environment: Record<string, string>;
let running: AuditProcess | undefined;
const serviceKey = generateServiceKey('case', 'audit');

beforeEach(async () => {
  database = await createTestDatabase({ service: 'audit' });
  await runMigrations({ service: 'audit', url: database.migrateUrl, migrations });
  folder = createPrivateFolder();
  const signingKey = { name: 'log.example.test/audit', seed: randomBytes(32) };
  const kmsKeys = [{ id: 'test', key: randomBytes(32).toString('base64') }];
  environment = {
    LIFEREADY_ENV: 'test',
    AUDIT_FORWARD: 'stdout',
    SERVICE_KEYS_FILE: folder.write('service-keys.json', [serviceKey]),
    DATABASE_URL: database.appUrl,
    IDENTITY_URL: 'http://127.0.0.1:1',
    IDENTITY_ISSUER: 'http://127.0.0.1:1',
    AUDIT_URL: 'http://127.0.0.1:1',
    AUDIT_LOG_VKEY: createNoteSigner(signingKey).vkey,
    PUBLIC_URL: 'http://localhost:4000',
    KMS_KEYS_FILE: folder.write('kms-keys.json', kmsKeys),
    AUDIT_SIGNING_KEY_FILE: folder.write('signing-key.json', {
      ...signingKey,
      seed: signingKey.seed.toString('base64'),
    }),
    AUDIT_LOG_ORIGIN: signingKey.name,
    OBJECT_STORE: `directory:${folder.path('objects')}`,
  };
});

afterEach(async () => {
  await running?.end('SIGKILL');
  folder.remove();
  await database.drop();
});

async function start(change: Record<string, string> = {}): Promise<AuditProcess> {
  running = await startAuditProcess({ ...environment, ...change });
  return running;
}

/** Appends, and expects an answer to each call. */
async function appendMany({ url }: AuditProcess): Promise<void> {
  const client = createSignedClient({ entries: [serviceKey], caller: 'case', callee: 'audit', url });
  for (let call = 0; call < CALLS; call += 1) {
    const json = { events: Array.from({ length: EVENTS_PER_CALL }, () => factEvent()) };
    const { status } = await client.send({ method: 'POST', path: '/internal/append', json });
    expect(status).toBe(200);
  }
  expect((await client.send({ method: 'GET', path: '/readyz' })).status).toBe(200);
  await client.service.close();
}

async function leaves(): Promise<string[]> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
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
