import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { runMigrations } from '#platform/db';
import { newId } from '#platform/ids';
import { createTestDatabase } from '../../../../tests/support/postgres.ts';
import { CreateIdentity1764000000000 } from './create-identity.ts';
import { migrations } from './index.ts';
import type { TestDatabase } from '../../../../tests/support/postgres.ts';

let database: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ service: 'identity' });
  await runMigrations({ service: 'identity', url: database.migrateUrl, migrations: [CreateIdentity1764000000000] });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const [tenantId, principalId] = [newId(), newId()];

async function oldGrant(role: string, accessLevel: string): Promise<string> {
  const id = newId();
  await admin.query(
    `INSERT INTO identity.role_grant (tenant_id, id, principal_id, invited_email, role, access_level, tiers, status,
        invitation_hash, invitation_expires_at, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, '{green}', 'invited', sha256($2::uuid::text::bytea), now(), now())`,
    [tenantId, id, principalId, `${id}@example.test`, role, accessLevel],
  );
  return id;
}

test('[R-092] old grants of executor nominees are for packs afterwards, those of proxies as they were', async () => {
  await admin.query('BEGIN');
  await admin.query(
    `INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES ($1, 'COMMITTED', 0, 'test')`,
    [newId()],
  );
  await admin.query(`INSERT INTO identity.tenant (tenant_id, kind, created_at) VALUES ($1, 'personal', now())`, [
    tenantId,
  ]);
  await admin.query(
    `INSERT INTO identity.principal (tenant_id, id, kind, email, display_name, role, created_at)
      VALUES ($1, $2, 'human', 'owner@example.test', 'Owner', 'principal', now())`,
    [tenantId, principalId],
  );
  const nominee = await oldGrant('executor_nominee', 'read_only_all');
  const proxy = await oldGrant('proxy', 'limited_write');
  await admin.query('COMMIT');

  await runMigrations({ service: 'identity', url: database.migrateUrl, migrations });

  const { rows } = await admin.query('SELECT id, access_level AS level FROM identity.role_grant ORDER BY id');
  expect(rows).toEqual([
    { id: nominee, level: 'read_only_packs' },
    { id: proxy, level: 'limited_write' },
  ]);
  await expect(oldGrant('executor_nominee', 'read_only_all')).rejects.toThrow('role_grant_packs_only');
  await expect(oldGrant('emergency_contact', 'read_only_all')).rejects.toThrow('role_grant_packs_only');
  const guard = `SELECT tgenabled AS enabled FROM pg_trigger WHERE tgname = 'audit_guard' AND tgrelid = 'identity.role_grant'::regclass`;
  expect((await admin.query(guard)).rows).toEqual([{ enabled: 'A' }]);
});
