import { guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const service = 'identity';
const table = 'sandbox_person';
const REASONS = ['own_wish', 'refresh_reuse'];
/** Made before there was this table. */
const MADE_BEFORE = `kind = 'human' AND email ~ '-[0-9a-f]{16}@sandbox[.]lifeready[.]example$'`;

/** Who belongs to which sandbox, so that sandboxes that were left can be closed. */
export class AddSandboxes1769000000000 implements MigrationInterface {
  readonly name = 'AddSandboxes1769000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.open_sandbox_people(timestamptz, bytea)');
    await runner.query('DROP TABLE identity.sandbox_person');
    // Sessions that ended so keep their reason.
    for (const statement of reasons(REASONS, 'NOT VALID')) await runner.query(statement);
  }
}

const statements: readonly string[] = [
  ...reasons([...REASONS, 'account_closed']),
  `CREATE TABLE identity.${table} (
    tenant_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    sandbox_id text NOT NULL CHECK (sandbox_id ~ '^[0-9a-f]{16}$'),
    asker_hash bytea CHECK (octet_length(asker_hash) = 32),
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, principal_id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id),
    CHECK (closed_at IS NULL OR asker_hash IS NULL)
  )`,
  `INSERT INTO identity.${table} (tenant_id, principal_id, sandbox_id, created_at)
    SELECT tenant_id, id, substring(email from '-([0-9a-f]{16})@'), created_at FROM identity.principal WHERE ${MADE_BEFORE}`,
  ...protectTable({ service, table, ownership: 'principal', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
  ...guardWithReceipt(service, table),
  `CREATE POLICY functions_read ON identity.${table} FOR SELECT TO identity_owner USING (true)`,
  // For the job that closes what was left, and for the bound of one asker; of tenants that hold made-up people and nothing else.
  `CREATE FUNCTION identity.open_sandbox_people(timestamptz, bytea)
    RETURNS TABLE (tenant_id uuid, principal_id uuid, sandbox_id text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, pg_temp AS $$
      SELECT tenant_id, principal_id, sandbox_id FROM sandbox_person
      WHERE closed_at IS NULL AND (created_at < $1 OR asker_hash = $2)
      ORDER BY min(created_at) OVER (PARTITION BY sandbox_id), sandbox_id LIMIT 1000 $$`,
  'REVOKE ALL ON FUNCTION identity.open_sandbox_people(timestamptz, bytea) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION identity.open_sandbox_people(timestamptz, bytea) TO identity_app',
];

function reasons(known: readonly string[], validity = ''): string[] {
  return [
    'ALTER TABLE identity.session DROP CONSTRAINT session_revoke_reason_check',
    `ALTER TABLE identity.session ADD CONSTRAINT session_revoke_reason_check
      CHECK (revoke_reason IN (${known.map((reason) => `'${reason}'`).join(', ')})) ${validity}`,
  ];
}
