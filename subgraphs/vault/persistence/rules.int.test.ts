import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase, runMigrations } from '#platform/db';
import { newId } from '#platform/ids';
import { createTestDatabase } from '../../../tests/support/postgres.ts';
import { samplePdf } from '../testing/sample-files.ts';
import { announce, store } from '../testing/vault-client.ts';
import { startVaultFixture } from '../testing/vault-fixture.ts';
import { AUDIT_EXEMPTIONS } from '../../../tests/tenancy/catalogue/audit-exemptions.ts';
import { migrations } from './migrations/index.ts';
import { findStoredObjects } from './stored-objects.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { Announced } from '../testing/vault-client.ts';
import type { VaultFixture } from '../testing/vault-fixture.ts';

const OWNED = ['person', 'asset', 'document', 'document_version', 'transfer_ticket'];

let vault: VaultFixture;
let ann: TestCaller;
let stored: Announced;
let pending: Announced;
let app: pg.Pool;
beforeAll(async () => {
  vault = await startVaultFixture();
  ann = vault.caller();
  stored = await store(vault, ann, samplePdf());
  pending = await announce(vault, ann, samplePdf());
  app = new pg.Pool({ connectionString: vault.appUrl, max: 1 });
});
afterAll(async () => {
  await app.end();
  await vault.close();
});

/** Runs a statement as the service's own role, for somebody, with a receipt unless told otherwise. */
async function asService(
  sql: string,
  parameters: readonly unknown[] = [],
  { owner = ann, receipt = true }: { owner?: Pick<TestCaller, 'tenantId' | 'principalId'>; receipt?: boolean } = {},
): Promise<number> {
  const client = await app.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
      owner.tenantId,
      owner.principalId,
    ]);
    const { rowCount } = await client.query(sql, [...parameters]);
    if (receipt) {
      await client.query(
        `INSERT INTO audit_receipt (intent_id, state, log_index, proof) VALUES ($1, 'COMMITTED', 0, '')`,
        [newId()],
      );
    }
    await client.query('COMMIT');
    return rowCount ?? 0;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

describe('the tables of the vault', () => {
  test('are all under forced row-level security, and changed with a receipt unless exempted', async () => {
    const rows = await vault.rows<{ name: string; forced: boolean; policies: number; guarded: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
        (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
        EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit_guard' AND t.tgenabled = 'A') AS guarded
       FROM pg_class c WHERE c.relnamespace = 'vault'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...OWNED, ...Object.keys(AUDIT_EXEMPTIONS.vault)].sort());
    for (const { name, forced, policies, guarded } of rows) {
      expect([name, guarded]).toEqual([name, !Object.hasOwn(AUDIT_EXEMPTIONS.vault, name)]);
      if (name !== 'schema_migrations') expect([name, forced, policies > 0]).toEqual([name, true, true]);
    }
  });

  test('the service’s role owns nothing and can make nothing', async () => {
    await expect(app.query('CREATE TABLE vault.other (id int)')).rejects.toThrow(/permission denied/);
    await expect(app.query('ALTER TABLE vault.person DISABLE ROW LEVEL SECURITY')).rejects.toThrow(/must be owner/);
    await expect(app.query('TRUNCATE vault.document_version CASCADE')).rejects.toThrow(/permission denied/);
  });

  test('go back with the migration', async () => {
    const database = await createTestDatabase({ service: 'vault' });
    await runMigrations({ service: 'vault', url: database.migrateUrl, migrations });
    const client = new pg.Client({ connectionString: database.migrateUrl });
    await client.connect();
    const runner = { query: (sql: string) => client.query(sql) };
    for (const Migration of migrations.toReversed()) await new Migration().down(runner as never);
    const { rows } = await client.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relnamespace = 'vault'::regnamespace AND relkind = 'r'`,
    );
    const functions = await client.query(`SELECT proname FROM pg_proc WHERE pronamespace = 'vault'::regnamespace`);
    await client.end();
    await database.drop();
    expect(rows.map(({ relname }) => relname)).toEqual(['schema_migrations']);
    expect(functions.rows).toEqual([]);
  });
});

describe('a row of somebody else', () => {
  const changes = [
    'UPDATE document_version SET available_at = now() WHERE id = $1',
    'DELETE FROM document_version WHERE id = $1',
  ];
  test.each(changes)('[R-077] is not reached by %s', async (sql) => {
    for (const owner of [vault.caller(), vault.caller({ tenantId: ann.tenantId }), { ...ann, tenantId: newId() }]) {
      expect(await asService(sql, [pending.versionId], { owner })).toBe(0);
      expect(await asService('SELECT id FROM document WHERE id = $1', [stored.documentId], { owner })).toBe(0);
    }
  });

  test('cannot be written in their name', async () => {
    const sql = `INSERT INTO person (tenant_id, id, principal_id, full_name, created_at) VALUES ($1, $2, $3, 'X', now())`;
    const eve = vault.caller({ tenantId: ann.tenantId });
    const forged = [ann.tenantId, newId(), ann.principalId];
    await expect(asService(sql, forged, { owner: eve })).rejects.toThrow(/row-level security/);
    await expect(asService(sql, [newId(), newId(), ann.principalId])).rejects.toThrow(/row-level security/);
  });

  test('cannot be referred to', async () => {
    const eve = vault.caller({ tenantId: ann.tenantId });
    const sql = `INSERT INTO document_version
      (tenant_id, id, principal_id, document_id, number, status, scan, sha256, byte_size, media_type, created_at)
      VALUES ($1, $2, $3, $4, 9, 'pending', 'not_scanned', $5, 1, 'image/png', now())`;
    const version = [eve.tenantId, newId(), eve.principalId, stored.documentId, '0'.repeat(64)];
    await expect(asService(sql, version, { owner: eve })).rejects.toThrow(/foreign key/);
  });
});

describe('a change without a receipt', () => {
  test.each([
    `INSERT INTO person (tenant_id, id, principal_id, full_name, created_at) SELECT tenant_id, gen_random_uuid(), principal_id, 'X', now() FROM document WHERE id = $1`,
    `INSERT INTO asset (tenant_id, id, principal_id, category, label, tier, created_at) SELECT tenant_id, gen_random_uuid(), principal_id, 'other', 'X', 'red', now() FROM document WHERE id = $1`,
    `INSERT INTO document (tenant_id, id, principal_id, title, type, tier, tags, created_at) SELECT tenant_id, gen_random_uuid(), principal_id, 'X', 'will', 'red', '{}', now() FROM document WHERE id = $1`,
    `DELETE FROM transfer_ticket WHERE consumed_at IS NULL AND $1::uuid IS NOT NULL`,
  ])('does not commit: %.40s', async (sql) => {
    await expect(asService(sql, [stored.documentId], { receipt: false })).rejects.toThrow(/no audit receipt/);
  });
});

describe('[R-071] an available version', () => {
  test.each([
    `UPDATE document_version SET scan = 'clean' WHERE id = $1`,
    `UPDATE document_version SET object_key = 'lr1/other' WHERE id = $1`,
    `UPDATE document_version SET status = 'pending', object_key = NULL, key_id = NULL, wrapped_key = NULL, available_at = NULL WHERE id = $1`,
    'DELETE FROM document_version WHERE id = $1',
  ])('does not change: %s', async (sql) => {
    await expect(asService(sql, [stored.versionId])).rejects.toThrow(/does not change/);
  });

  test('does not change for the table’s owner either, nor under replication', async () => {
    const sql = `SET session_replication_role = replica; UPDATE vault.document_version SET scan = 'clean' WHERE id = '${stored.versionId}'`;
    await expect(vault.rows(sql)).rejects.toThrow(/does not change/);
    await expect(vault.rows('TRUNCATE vault.document_version CASCADE')).rejects.toThrow(/not emptied/);
    await vault.rows('RESET session_replication_role');
  });

  test.each([
    `UPDATE document_version SET sha256 = repeat('0', 64) WHERE id = $1`,
    `UPDATE document_version SET status = 'available', scan = 'clean', object_key = 'k', key_id = 'k', wrapped_key = 'k', available_at = now(), byte_size = 1 WHERE id = $1`,
  ])('becomes one with the claims it was announced with: %.60s', async (sql) => {
    await expect(asService(sql, [pending.versionId])).rejects.toThrow(/only becomes available/);
  });

  test('has its bytes and its key', async () => {
    const sql = `UPDATE document_version SET status = 'available' WHERE id = $1`;
    await expect(asService(sql, [pending.versionId])).rejects.toThrow(/check constraint/);
  });
});

describe('[R-076] a ticket', () => {
  test.each([
    [`UPDATE transfer_ticket SET holder_id = gen_random_uuid(), consumed_at = now() WHERE version_id = $1`, 'pending'],
    [`UPDATE transfer_ticket SET grant_id = gen_random_uuid(), consumed_at = now() WHERE version_id = $1`, 'pending'],
    [`UPDATE transfer_ticket SET expires_at = expires_at + interval '1 hour' WHERE version_id = $1`, 'pending'],
    [`UPDATE transfer_ticket SET consumed_at = now() WHERE version_id = $1`, 'stored'],
    [`UPDATE transfer_ticket SET consumed_at = NULL WHERE version_id = $1`, 'stored'],
    [`DELETE FROM transfer_ticket WHERE version_id = $1`, 'stored'],
  ] as const)('is used up once and never changed: %s', async (sql, which) => {
    const { versionId } = which === 'stored' ? stored : pending;
    await expect(asService(sql, [versionId])).rejects.toThrow(/ticket/);
  });
});

test('the sweeper’s question is answered across owners, with nothing that was not asked for', async () => {
  const db = await openDatabase({ service: 'vault', url: vault.appUrl, poolMax: 1, entities: [], migrations });
  const keys = (
    await vault.rows<{ object_key: string }>(
      'SELECT object_key FROM vault.document_version WHERE object_key IS NOT NULL',
    )
  ).map(({ object_key: key }) => key);
  expect([...(await findStoredObjects(db, [...keys, 'lr1/other']))]).toEqual(keys);
  expect([...(await findStoredObjects(db, []))]).toEqual([]);
  await db.close();
});
