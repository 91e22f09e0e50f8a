import type { MigrationInterface, QueryRunner } from 'typeorm';

const BY_IDS = { assets: 'asset', documents: 'document' } as const;
const ARGUMENTS = 'ids uuid[], tenants uuid[], principals uuid[], tiers text[]';
const TYPES = 'uuid[], uuid[], uuid[], text[]';

/**
 * Look-ups know how far somebody reaches into the rows of each owner. Attack: a row that is beyond the tiers of a grant is found, read
 * and then refused, which takes longer than finding nothing, and so tells that it exists. The look-ups of before stay as long as
 * replicas of the release before may call them.
 */
export class LookUpByTier1769000000000 implements MigrationInterface {
  readonly name = 'LookUpByTier1769000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of Object.entries(BY_IDS).flatMap(([plural, table]) => lookup(`owners_of_${plural}`, table)))
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = Object.keys(BY_IDS).map((plural) => `DROP FUNCTION vault.owners_of_${plural}(${TYPES})`);
    for (const statement of statements) await runner.query(statement);
  }
}

/** Runs as the owner, with a fixed search path, for the runtime role alone. */
function lookup(name: string, table: string): string[] {
  return [
    `CREATE FUNCTION vault.${name}(${ARGUMENTS}) RETURNS TABLE (id uuid, tenant_id uuid, principal_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vault, pg_temp AS $$
        SELECT r.id, r.tenant_id, r.principal_id
        FROM unnest(tenants, principals, tiers) AS o (tenant_id, principal_id, tier)
          JOIN ${table} r ON r.tenant_id = o.tenant_id AND r.principal_id = o.principal_id AND r.id = ANY (ids)
            AND r.tier = o.tier
      $$`,
    `REVOKE ALL ON FUNCTION vault.${name}(${TYPES}) FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION vault.${name}(${TYPES}) TO vault_app`,
  ];
}
