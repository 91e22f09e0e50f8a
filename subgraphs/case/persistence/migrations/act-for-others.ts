import { definer } from './functions.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TIERS = `ARRAY['green', 'amber', 'red']`;

const columns: readonly string[] = [
  // Of a pack that does not say what is in it a grant must reach everything. A pack never changes, so this is added and not set.
  `ALTER TABLE "case".pack ADD COLUMN tiers text[] NOT NULL DEFAULT ${TIERS}
    CHECK (tiers <@ ${TIERS} AND cardinality(tiers) BETWEEN 1 AND 3)`,
  // Null in cases of before: identity is asked then.
  `ALTER TABLE "case".case_record ADD COLUMN nominee_grant_tiers text[] CHECK (nominee_grant_tiers <@ ${TIERS}),
    ADD CHECK (nominee_grant_tiers IS NULL OR nominee_grant_id IS NOT NULL)`,
];

/**
 * Whose a row is, for rows of the owners that are asked about: those for whom the caller may act, so that nothing is learnt of
 * anybody else, not even that an id exists. An owner may be named twice: there may be several ways to them.
 */
const lookups: readonly string[] = [
  ...ownersOf('owners_of_cases', 'case_record'),
  ...ownersOf('owners_of_packs', 'pack'),
  'DROP FUNCTION "case".scope_of_pack(uuid)',
];

/** What acting for somebody else needs: whose a case or pack is, and what a pack and a nominee's grant reach. */
export class ActForOthers1764100000000 implements MigrationInterface {
  readonly name = 'ActForOthers1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...lookups]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      'DROP FUNCTION "case".owners_of_cases(uuid[], uuid[], uuid[])',
      'DROP FUNCTION "case".owners_of_packs(uuid[], uuid[], uuid[])',
      ...definer(
        'scope_of_pack(uuid)',
        'tenant_id uuid, principal_id uuid',
        'SELECT tenant_id, principal_id FROM pack WHERE id = $1',
      ),
      'ALTER TABLE "case".case_record DROP COLUMN nominee_grant_tiers',
      'ALTER TABLE "case".pack DROP COLUMN tiers',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}

/** @param name of a function of ids, and of tenants and principals in two arrays of one length */
function ownersOf(name: string, tableSql: string): string[] {
  return definer(
    `${name}(uuid[], uuid[], uuid[])`,
    'tenant_id uuid, principal_id uuid, id uuid',
    `SELECT DISTINCT r.tenant_id, r.principal_id, r.id FROM unnest($2, $3) AS o (tenant_id, principal_id)
      JOIN ${tableSql} r ON r.tenant_id = o.tenant_id AND r.principal_id = o.principal_id AND r.id = ANY ($1)`,
  );
}
