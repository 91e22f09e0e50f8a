import { randomBytes } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '#platform/ids';
import { openCheckpoint, parseEntryBundle, parseHashTile, parseVerifierKey } from '#platform/tlog';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { until } from '../../../tests/support/until.ts';
import { factEvent } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import type { AppendReceipt } from '#platform/audit';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { CallerName, RunningAudit } from '../testing/running-audit.ts';

/** Entries that are there before a test reads: more than one full bundle. */
const ENTRIES = 320;

let audit: RunningAudit;
let admin: pg.Client;
const leaves: string[] = [];

beforeAll(async () => {
  audit = await startRunningAudit();
  admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
  for (let sent = 0; sent < ENTRIES; sent += 64) {
    const events = Array.from({ length: 64 }, () => factEvent());
    const { json } = await audit.as('case').send({ method: 'POST', path: '/internal/append', json: { events } });
    const { receipts } = json as { receipts: AppendReceipt[] };
    for (const { index, leaf } of receipts) leaves[index] = leaf;
  }
});
afterAll(async () => {
  await admin.end();
  await audit.close();
});

interface Answer {
  readonly status: number;
  readonly type: unknown;
  readonly body: Buffer;
}

async function get(file: string, by?: TestCaller, caller: CallerName = 'gateway'): Promise<Answer> {
  const { status, headers, body } = await audit.as(caller).service.call({
    method: 'GET',
    path: `/internal/log/${file}`,
    requestId: 'test-log-files',
    contextToken: by === undefined ? undefined : audit.identity.vouchFor(by),
  });
  return { status, type: headers['content-type'], body: await buffer(body) };
}

const auditor = (change: Partial<TestCaller> = {}): TestCaller =>
  testCaller({ role: 'auditor', scopes: ['audit:read'], ...change });

async function readsRecorded(): Promise<number> {
  const { rows } = await admin.query<{ count: string }>(
    `SELECT count(*) FROM audit.audit_entry WHERE action = 'audit.entry.read'`,
  );
  return Number(rows[0]?.count);
}

describe('[R-112] the log as files', () => {
  test('has a checkpoint that the log signed', async () => {
    const { status, type, body } = await get('checkpoint');
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; charset=utf-8' });
    const verifier = parseVerifierKey(audit.vkey);
    expect(openCheckpoint({ note: body, verifiers: [verifier], origin: verifier.name }).size).toBeGreaterThanOrEqual(0);
  });

  test('has full and partial tiles, and is published in its object store', async () => {
    const full = await get('tile/0/000');
    expect(full).toMatchObject({ status: 200, type: 'application/octet-stream' });
    expect(parseHashTile(full.body, 256)).toHaveLength(256);
    expect(parseHashTile((await get('tile/0/001.p/64')).body, 64)).toHaveLength(64);
    expect(parseHashTile((await get('tile/1/000.p/1')).body, 1)).toHaveLength(1);
    const published = (file: string): Promise<boolean> =>
      access(path.join(audit.objectsRoot, 'log1', file)).then(
        () => true,
        () => false,
      );
    await until(() => published('tile/0/000'));
    expect(await published('tile/entries/000')).toBe(true);
    expect(await get('tile/0/000')).toEqual(full);
  });

  test.each(['tile/0/002', 'tile/0/001', 'tile/1/000', 'tile/2/000.p/1', 'tile/0/%30%30%30', 'tile/0/0', 'tile/', 'x'])(
    'has no %s',
    async (file) => {
      const { status, body } = await get(file);
      expect(status).toBe(404);
      expect(JSON.parse(String(body))).toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  test('[R-044] is shown to the gateway alone', async () => {
    for (const file of ['checkpoint', 'tile/0/000', 'tile/entries/000'])
      expect(await get(file, auditor(), 'case')).toMatchObject({ status: 401 });
  });
});

describe('[R-116] entries', () => {
  test('are read by an auditor to the byte, and each read is an entry of the auditor’s own', async () => {
    const before = await readsRecorded();
    const reader = auditor();
    const { status, type, body } = await get('tile/entries/000', reader);
    expect({ status, type }).toEqual({ status: 200, type: 'application/octet-stream' });
    expect(parseEntryBundle(body, 256).map(String)).toEqual(leaves.slice(0, 256));
    expect(parseEntryBundle((await get('tile/entries/001.p/10', reader)).body, 10).map(String)).toEqual(
      leaves.slice(256, 266),
    );
    expect(await readsRecorded()).toBe(before + 2);
    const { rows } = await admin.query<{ principal: string }>(
      `SELECT p.raw_id AS principal FROM audit.audit_entry e JOIN audit.pseudonym p ON p.ref = e.actor_ref
        WHERE e.action = 'audit.entry.read' ORDER BY e.index DESC LIMIT 1`,
    );
    expect(rows[0]?.principal).toBe(reader.principalId);
  });

  test.each([
    ['nobody', undefined, 401],
    ['a principal', () => testCaller({ scopes: ['audit:read'] }), 403],
    ['an operator', () => testCaller({ role: 'operator', scopes: ['audit:read', 'operate'] }), 403],
    ['an auditor without the scope', () => auditor({ scopes: ['read:all'] }), 403],
  ])('are refused to %s, and nothing is recorded as read', async (_who, by, status) => {
    const before = await readsRecorded();
    expect((await get('tile/entries/000', by?.())).status).toBe(status);
    expect(await readsRecorded()).toBe(before);
  });

  test('that are not there yet are not found, and not recorded as read', async () => {
    const before = await readsRecorded();
    expect((await get('tile/entries/009', auditor())).status).toBe(404);
    expect(await readsRecorded()).toBe(before);
  });

  test('are refused under a token that is not good', async () => {
    const { status } = await audit.as('gateway').send({
      method: 'GET',
      path: '/internal/log/tile/entries/000',
      contextToken: `${audit.identity.vouchFor(auditor({ sessionId: newId() }))}x`,
    });
    expect(status).toBe(401);
  });
});

test('[R-113] a log that is not what was published is not ready', async () => {
  await until(async () => (await fetch(`${audit.url}/readyz`)).status === 200);
  await writeFile(path.join(audit.objectsRoot, 'log1', 'tile/0/000'), randomBytes(8_192));
  await audit.restart();
  await until(async () => (await fetch(`${audit.url}/readyz`)).status === 503);
  expect(await (await fetch(`${audit.url}/readyz`)).text()).toContain('publication');
});
