/** Who the transaction is for, as `applyScope` of the database layer set it. */
const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;
const CURRENT_PRINCIPAL = `nullif(current_setting('app.principal', true), '')::uuid`;

const GRANT_COLUMNS = `g.id, g.tenant_id, g.principal_id, g.grantee_principal_id, g.role, g.access_level, g.tiers,
  g.status, g.created_at, g.accepted_at, g.expires_at`;
const GRANT_ROW = `id uuid, tenant_id uuid, principal_id uuid, grantee_principal_id uuid, role text, access_level text,
  tiers text[], status text, created_at timestamptz, accepted_at timestamptz, expires_at timestamptz`;

const STAGED_COLUMNS = `s.id, s.tenant_id, s.principal_id, s.grant_id, s.second_approver_grant_id, s.tiers, s.wait_days,
  s.access_hours, s.status, s.revision, s.request_number, s.recent_requests, s.requested_at, s.reason,
  s.approved_by_principal_at, s.approved_by_second_at, s.activated_at, s.active_until, s.cooldown_until, s.created_at`;
const STAGED_ROW = `id uuid, tenant_id uuid, principal_id uuid, grant_id uuid, second_approver_grant_id uuid, tiers text[],
  wait_days integer, access_hours integer, status text, revision integer, request_number integer,
  recent_requests timestamptz[], requested_at timestamptz, reason text, approved_by_principal_at timestamptz,
  approved_by_second_at timestamptz, activated_at timestamptz, active_until timestamptz, cooldown_until timestamptz,
  created_at timestamptz, grantee_principal_id uuid, grant_status text, grant_expires_at timestamptz,
  second_principal_id uuid, second_grant_status text, second_grant_expires_at timestamptz`;

/**
 * Ways past row-level security, as in the first migration: each asks the transaction's own scope who is asking, so a caller cannot
 * name somebody else. No address and no token comes back.
 */
export const functionStatements: readonly string[] = [
  `CREATE POLICY functions_read ON identity.staged_access FOR SELECT TO identity_owner USING (true)`,
  // Grants to the principal of the transaction that work now, with the granter's role of now and what is staged on them.
  ...definer(
    'grants_in_force(timestamptz)',
    `${GRANT_ROW}, granter_role text, staged_tiers text[], staged_until timestamptz`,
    `SELECT ${GRANT_COLUMNS}, p.role, s.tiers, s.active_until
      FROM role_grant g
        JOIN principal p ON p.tenant_id = g.tenant_id AND p.id = g.principal_id
        LEFT JOIN staged_access s ON s.tenant_id = g.tenant_id AND s.grant_id = g.id
          AND s.status = 'active' AND s.active_until > $1 AND g.role <> 'executor_nominee'
      WHERE g.grantee_principal_id = ${CURRENT_PRINCIPAL} AND g.status = 'accepted'
        AND (g.expires_at IS NULL OR g.expires_at > $1)`,
  ),
  // Arrangements for their parties: who arranged, who holds the grant, and the second approver while their own grant works.
  ...definer(
    'party_staged_accesses()',
    STAGED_ROW,
    `SELECT ${STAGED_COLUMNS}, g.grantee_principal_id, g.status, g.expires_at, x.grantee_principal_id, x.status, x.expires_at
      FROM (
        SELECT tenant_id, id FROM staged_access WHERE tenant_id = ${CURRENT_TENANT} AND principal_id = ${CURRENT_PRINCIPAL}
        UNION
        SELECT a.tenant_id, a.id FROM role_grant r JOIN staged_access a ON a.tenant_id = r.tenant_id AND a.grant_id = r.id
          WHERE r.grantee_principal_id = ${CURRENT_PRINCIPAL}
        UNION
        SELECT a.tenant_id, a.id FROM role_grant r
          JOIN staged_access a ON a.tenant_id = r.tenant_id AND a.second_approver_grant_id = r.id
          WHERE r.grantee_principal_id = ${CURRENT_PRINCIPAL} AND r.status = 'accepted'
      ) mine
        JOIN staged_access s ON s.tenant_id = mine.tenant_id AND s.id = mine.id
        JOIN role_grant g ON g.tenant_id = s.tenant_id AND g.id = s.grant_id
        LEFT JOIN role_grant x ON x.tenant_id = s.tenant_id AND x.id = s.second_approver_grant_id`,
  ),
  // Principals by id: those who ask for an access of which the principal of the transaction is second approver.
  ...definer(
    'staged_requesters(uuid[], timestamptz)',
    'id uuid, email text, display_name text, role text, created_at timestamptz',
    `SELECT p.id, NULL::text, p.display_name, p.role, p.created_at
      FROM principal p
      WHERE p.id = ANY ($1) AND EXISTS (
        SELECT 1 FROM role_grant x
          JOIN staged_access s ON s.tenant_id = x.tenant_id AND s.second_approver_grant_id = x.id
          JOIN role_grant g ON g.tenant_id = s.tenant_id AND g.id = s.grant_id
        WHERE x.grantee_principal_id = ${CURRENT_PRINCIPAL} AND x.status = 'accepted'
          AND (x.expires_at IS NULL OR x.expires_at > $2)
          AND g.grantee_principal_id = p.id AND g.status = 'accepted' AND (g.expires_at IS NULL OR g.expires_at > $2)
          AND s.status IN ('requested', 'active'))`,
  ),
];

export const FUNCTIONS = [
  'grants_in_force(timestamptz)',
  'party_staged_accesses()',
  'staged_requesters(uuid[], timestamptz)',
] as const;

/** Runs as the owner, with a fixed search path, for the runtime role alone. */
function definer(signature: string, row: string, body: string): string[] {
  return [
    `CREATE FUNCTION identity.${signature} RETURNS TABLE (${row}) LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path = identity, pg_temp AS $$ ${body} $$`,
    `REVOKE ALL ON FUNCTION identity.${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION identity.${signature} TO identity_app`,
  ];
}
