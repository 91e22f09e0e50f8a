import { TICKET_COLUMNS, keepTicket } from './version-rules.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['person', 'asset', 'document', 'transfer_ticket'] as const;
const BY_IDS = { people: 'person', assets: 'asset', documents: 'document' } as const;
const OWNERS = 'tenants uuid[], principals uuid[]';
const OF_OWNERS = `unnest(tenants, principals) AS o (tenant_id, principal_id)`;

/**
 * What acting for somebody else needs: a ticket knows its grant, and the service can ask which of some owners a row belongs to
 * before it reads in that owner's scope.
 */
export class ActByGrant1766000000000 implements MigrationInterface {
  readonly name = 'ActByGrant1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `ALTER TABLE vault.transfer_ticket ADD COLUMN grant_id uuid`,
      keepTicket([...TICKET_COLUMNS, 'grant_id']),
      ...ownerLookups(),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      ...Object.keys(BY_IDS).map((plural) => `DROP FUNCTION vault.owners_of_${plural}(uuid[], uuid[], uuid[])`),
      `DROP FUNCTION vault.owner_of_ticket(bytea, uuid[], uuid[])`,
      ...TABLES.map((table) => `DROP POLICY functions_read ON vault.${table}`),
      keepTicket(TICKET_COLUMNS),
      `ALTER TABLE vault.transfer_ticket DROP COLUMN grant_id`,
    ];
    for (const statement of statements) await runner.query(statement);
  }
}

/**
 * Whose a row is, for rows of the owners that are asked about: those that the caller may act for, so that nothing is learnt of
 * anybody else, not even that an id exists. Row-level security binds the owner of the functions too, hence the policies; that
 * role cannot log in.
 */
function ownerLookups(): string[] {
  return [
    ...TABLES.map((table) => `CREATE POLICY functions_read ON vault.${table} FOR SELECT TO vault_owner USING (true)`),
    ...Object.entries(BY_IDS).flatMap(([plural, table]) =>
      definer(
        `owners_of_${plural}(ids uuid[], ${OWNERS})`,
        'id uuid, tenant_id uuid, principal_id uuid',
        `SELECT r.id, r.tenant_id, r.principal_id FROM ${OF_OWNERS}
          JOIN ${table} r ON r.tenant_id = o.tenant_id AND r.principal_id = o.principal_id AND r.id = ANY (ids)`,
      ),
    ),
    ...definer(
      `owner_of_ticket(hash bytea, ${OWNERS})`,
      'tenant_id uuid, principal_id uuid',
      `SELECT r.tenant_id, r.principal_id FROM ${OF_OWNERS}
        JOIN transfer_ticket r ON r.tenant_id = o.tenant_id AND r.principal_id = o.principal_id AND r.token_hash = hash`,
    ),
  ];
}

/** Runs as the owner, with a fixed search path, for the runtime role alone. */
function definer(signature: string, row: string, body: string): string[] {
  return [
    `CREATE FUNCTION vault.${signature} RETURNS TABLE (${row}) LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path = vault, pg_temp AS $$ ${body} $$`,
    `REVOKE ALL ON FUNCTION vault.${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION vault.${signature} TO vault_app`,
  ];
}
