import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startFixture } from '../testing/identity-fixture.ts';
import { newSignedIn } from '../testing/people.ts';
import { AUDIT_EXEMPTIONS } from '../../../tests/tenancy/catalogue/audit-exemptions.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';
import type { SignedInPerson } from '../testing/people.ts';

let fixture: IdentityFixture;
let app: pg.Client;
let person: SignedInPerson;
let stranger: SignedInPerson;

beforeAll(async () => {
  fixture = await startFixture();
  person = await newSignedIn(fixture, 'person');
  stranger = await newSignedIn(fixture, 'stranger');
  app = new pg.Client({ connectionString: fixture.environment['DATABASE_URL'] });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await fixture.close();
});

/** What the runtime role gets for a statement in somebody's scope, whatever the repositories would have asked for. */
async function asApp(
  scope: { tenantId: string; principalId: string } | null,
  sql: string,
): Promise<pg.QueryResultRow[]> {
  await app.query('BEGIN');
  try {
    await app.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
      scope?.tenantId ?? '',
      scope?.principalId ?? '',
    ]);
    return (await app.query<pg.QueryResultRow>(sql)).rows;
  } finally {
    await app.query('ROLLBACK');
  }
}

async function scopeOf({ principalId }: SignedInPerson) {
  const [row] = await fixture.rows<{ tenant_id: string }>('SELECT tenant_id FROM identity.principal WHERE id = $1', [
    principalId,
  ]);
  return { tenantId: row?.tenant_id ?? '', principalId };
}

describe('row-level security', () => {
  const tables = [
    'tenant',
    'principal',
    'credential',
    'totp_factor',
    'registration',
    'mfa_challenge',
    'session',
    'refresh_token',
    'role_grant',
    'staged_access',
    'service_client',
    'mail_outbox',
    'sandbox_person',
  ];

  test.each(tables)('%s shows nothing outside of a scope', async (table) => {
    expect(await asApp(null, `SELECT 1 FROM identity.${table}`)).toEqual([]);
  });

  test.each(tables)('%s shows nothing of another tenant', async (table) => {
    const { tenantId } = await scopeOf(person);
    const rows = await asApp(await scopeOf(stranger), `SELECT tenant_id FROM identity.${table}`);
    expect(rows.map((row) => row['tenant_id'] as unknown)).not.toContain(tenantId);
  });

  test('a colleague in one tenant sees no credential, factor or session of another', async () => {
    const { tenantId } = await scopeOf(person);
    for (const table of ['credential', 'totp_factor', 'session', 'refresh_token', 'mfa_challenge']) {
      expect(await asApp({ tenantId, principalId: stranger.principalId }, `SELECT 1 FROM identity.${table}`)).toEqual(
        [],
      );
      expect(await asApp(await scopeOf(person), `SELECT 1 FROM identity.${table}`)).not.toEqual([]);
    }
  });

  test('nobody sees who belongs to a sandbox but the one it is about', async () => {
    await fixture.gateway.callJson({ method: 'POST', path: '/internal/sandbox', json: {}, requestId: 'test-request' });
    const [made] = await fixture.rows<{ tenantId: string; principalId: string }>(
      'SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM identity.sandbox_person LIMIT 1',
    );
    if (made === undefined) throw new Error('nobody was made');
    const select = 'SELECT principal_id FROM identity.sandbox_person';
    expect(await asApp(made, select)).toEqual([{ principal_id: made.principalId }]);
    const { principalId } = stranger;
    for (const scope of [null, await scopeOf(stranger), { ...made, principalId }])
      expect(await asApp(scope, select)).toEqual([]);
  });

  test('a claimed principal of another tenant sees nobody through the functions either', async () => {
    const { tenantId } = await scopeOf(stranger);
    const visible = `SELECT * FROM identity.visible_principals(ARRAY['${person.principalId}']::uuid[], now())`;
    expect(await asApp({ tenantId, principalId: person.principalId }, visible)).toEqual([]);
    expect(await asApp(await scopeOf(person), visible)).toHaveLength(1);
  });
});

describe('functions that see across tenants', () => {
  test('belong to the owner, have a fixed search path, and may be called by the runtime role alone', async () => {
    const functions = await fixture.rows(
      `SELECT p.proname AS name, pg_get_userbyid(p.proowner) AS owner, p.proconfig AS settings,
          has_function_privilege('identity_ro', p.oid, 'EXECUTE') AS readers,
          has_function_privilege('identity_app', p.oid, 'EXECUTE') AS app
        FROM pg_proc p WHERE p.pronamespace = 'identity'::regnamespace AND p.prosecdef ORDER BY 1`,
    );
    expect(functions).toHaveLength(16);
    for (const found of functions) {
      expect(found).toMatchObject({
        owner: 'identity_owner',
        settings: ['search_path=identity, pg_temp'],
        readers: false,
        app: true,
      });
    }
  });
});

describe('audit guards', () => {
  test('every table that the service can change has one, or a written reason why not', async () => {
    const unguarded = await fixture.rows<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'identity'::regnamespace AND c.relkind = 'r'
        AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit_guard' AND t.tgenabled = 'A')`,
    );
    expect(unguarded.map(({ name }) => name).sort()).toEqual(Object.keys(AUDIT_EXEMPTIONS.identity).sort());
  });

  test('a change without a receipt is refused at commit', async () => {
    const { tenantId, principalId } = await scopeOf(person);
    await app.query('BEGIN');
    await app.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
      tenantId,
      principalId,
    ]);
    await app.query(`UPDATE identity.session SET device_name = 'changed' WHERE principal_id = $1`, [principalId]);
    await expect(app.query('COMMIT')).rejects.toThrow('has no audit receipt');
  });

  test('the runtime role can delete nothing', async () => {
    const grants = await fixture.rows(
      `SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'identity_app' AND table_schema = 'identity' AND privilege_type IN ('DELETE', 'TRUNCATE')`,
    );
    expect(grants).toEqual([]);
  });
});
