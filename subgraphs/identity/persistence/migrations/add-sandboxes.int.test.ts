import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { runMigrations } from '#platform/db';
import { newId } from '#platform/ids';
import { createTestDatabase } from '../../../../tests/support/postgres.ts';
import { AddSandboxes1769000000000 } from './add-sandboxes.ts';
import { migrations } from './index.ts';
import type { TestDatabase } from '../../../../tests/support/postgres.ts';

const before = migrations.slice(0, migrations.indexOf(AddSandboxes1769000000000));

let database: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ service: 'identity' });
  await runMigrations({ service: 'identity', url: database.migrateUrl, migrations: before });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

test('people of sandboxes that were there are known as such, and nobody else is', async () => {
  const [tenantId, ofSandbox] = [newId(), newId()];
  const people = [
    [ofSandbox, 'proxy-0123456789abcdef@sandbox.lifeready.example'],
    [newId(), 'demo-proxy@demo.lifeready.example'],
    [newId(), 'proxy-0123456789abcdef@sandbox.lifeready.example.test'],
  ];
  await admin.query('BEGIN');
  await admin.query(
    `INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES ($1, 'COMMITTED', 0, 'test')`,
    [newId()],
  );
  await admin.query(`INSERT INTO identity.tenant (tenant_id, kind, created_at) VALUES ($1, 'personal', now())`, [
    tenantId,
  ]);
  for (const [id, email] of people)
    await admin.query(
      `INSERT INTO identity.principal (tenant_id, id, kind, email, display_name, role, created_at)
        VALUES ($1, $2, 'human', $3, 'Somebody', 'principal', '2026-11-01')`,
      [tenantId, id, email],
    );
  await admin.query('COMMIT');

  await runMigrations({ service: 'identity', url: database.migrateUrl, migrations });

  const { rows } = await admin.query(
    `SELECT principal_id AS id, sandbox_id AS sandbox, asker_hash AS asker FROM identity.sandbox_person`,
  );
  expect(rows).toEqual([{ id: ofSandbox, sandbox: '0123456789abcdef', asker: null }]);
  const found = await admin.query(`SELECT principal_id AS id FROM identity.open_sandbox_people('2026-11-02', NULL)`);
  expect(found.rows).toEqual([{ id: ofSandbox }]);
  const young = await admin.query(`SELECT 1 FROM identity.open_sandbox_people('2026-10-31', NULL)`);
  expect(young.rows).toEqual([]);
});
