import type { MigrationInterface, QueryRunner } from 'typeorm';

const LIVE = `g.status IN ('accepted', 'suspended') AND (g.expires_at IS NULL OR g.expires_at > $2)`;
const ACCEPTED_ONCE = `g.accepted_at IS NOT NULL`;

/** The name of whoever acted for somebody stays known to them: a trail that says "nobody" about the past proves little. */
export class KeepNamesOfGrantees1767000000000 implements MigrationInterface {
  name = 'KeepNamesOfGrantees1767000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(visiblePrincipals(ACCEPTED_ONCE));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(visiblePrincipals(LIVE));
  }
}

/**
 * Principals by id: oneself, one's organisation, whoever holds a grant of one's own, whoever granted one a live role, and
 * everybody for an auditor.
 * @param held condition for a grant of one's own
 */
function visiblePrincipals(held: typeof LIVE | typeof ACCEPTED_ONCE): string {
  return `CREATE OR REPLACE FUNCTION identity.visible_principals(uuid[], timestamptz)
    RETURNS TABLE (id uuid, email text, display_name text, role text, created_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, pg_temp AS $$
      SELECT p.id, CASE WHEN p.id = me.id THEN p.email END, p.display_name, p.role, p.created_at
      FROM principal me, principal p
      WHERE me.id = nullif(current_setting('app.principal', true), '')::uuid
        AND me.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND p.id = ANY ($1)
        AND (p.tenant_id = me.tenant_id OR me.role = 'auditor'
          OR EXISTS (SELECT 1 FROM role_grant g
            WHERE g.principal_id = me.id AND g.grantee_principal_id = p.id AND ${held})
          OR EXISTS (SELECT 1 FROM role_grant g
            WHERE g.grantee_principal_id = me.id AND g.principal_id = p.id AND ${LIVE})) $$`;
}
