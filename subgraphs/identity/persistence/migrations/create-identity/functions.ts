/** Who the transaction is for, as `applyScope` of the database layer set it. */
const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;
const CURRENT_PRINCIPAL = `nullif(current_setting('app.principal', true), '')::uuid`;

const GRANT_COLUMNS = `g.id, g.tenant_id, g.principal_id, g.grantee_principal_id, g.role, g.access_level, g.tiers,
  g.status, g.created_at, g.accepted_at, g.expires_at`;
const GRANT_ROW = `id uuid, tenant_id uuid, principal_id uuid, grantee_principal_id uuid, role text, access_level text,
  tiers text[], status text, created_at timestamptz, accepted_at timestamptz, expires_at timestamptz`;

/**
 * The only ways past row-level security. The first group turns a secret or an address that the caller already holds into
 * ids, so that a scoped transaction can be opened; the second shows what a person may see of others, and asks the
 * transaction's own scope who that person is, so a caller cannot name somebody else.
 */
export const functionStatements: readonly string[] = [
  ...readableByFunctions([
    'principal',
    'registration',
    'mfa_challenge',
    'refresh_token',
    'role_grant',
    'service_client',
    'mail_outbox',
  ]),
  ...lookup('find_human(text)', 'SELECT tenant_id, id FROM principal WHERE email = $1'),
  ...lookup('find_registration(bytea)', 'SELECT tenant_id, principal_id FROM registration WHERE email_token_hash = $1'),
  ...lookup(
    'find_enrolment(bytea)',
    'SELECT tenant_id, principal_id FROM registration WHERE enrolment_token_hash = $1',
  ),
  ...lookup('find_challenge(uuid)', 'SELECT tenant_id, principal_id FROM mfa_challenge WHERE id = $1'),
  ...lookup('find_refresh_token(bytea)', 'SELECT tenant_id, principal_id FROM refresh_token WHERE token_hash = $1'),
  ...lookup('find_invitation(bytea)', 'SELECT tenant_id, principal_id FROM role_grant WHERE invitation_hash = $1'),
  ...lookup('find_client(text)', 'SELECT tenant_id, principal_id FROM service_client WHERE client_id = $1'),
  // Grants somebody else gave to the principal of the transaction. No address, no token.
  ...definer(
    'held_grants()',
    GRANT_ROW,
    `SELECT ${GRANT_COLUMNS} FROM role_grant g WHERE g.grantee_principal_id = ${CURRENT_PRINCIPAL}`,
  ),
  // Grants by id, for their two parties.
  ...definer(
    'party_grants(uuid[])',
    GRANT_ROW,
    `SELECT ${GRANT_COLUMNS} FROM role_grant g WHERE g.id = ANY ($1)
      AND ((g.principal_id = ${CURRENT_PRINCIPAL} AND g.tenant_id = ${CURRENT_TENANT})
        OR g.grantee_principal_id = ${CURRENT_PRINCIPAL})`,
  ),
  // Principals by id: oneself, one's organisation, the other party of a live grant, and everybody for an auditor.
  ...definer(
    'visible_principals(uuid[], timestamptz)',
    'id uuid, email text, display_name text, role text, created_at timestamptz',
    `SELECT p.id, CASE WHEN p.id = me.id THEN p.email END, p.display_name, p.role, p.created_at
      FROM principal me, principal p
      WHERE me.id = ${CURRENT_PRINCIPAL} AND me.tenant_id = ${CURRENT_TENANT} AND p.id = ANY ($1)
        AND (p.tenant_id = me.tenant_id OR me.role = 'auditor' OR EXISTS (
          SELECT 1 FROM role_grant g
          WHERE g.status IN ('accepted', 'suspended') AND (g.expires_at IS NULL OR g.expires_at > $2)
            AND ((g.principal_id = me.id AND g.grantee_principal_id = p.id)
              OR (g.grantee_principal_id = me.id AND g.principal_id = p.id))))`,
  ),
  // For whoever delivers mail or shows it in development; what it returns is sealed. Without an id: the latest.
  ...definer(
    'outbox_after(uuid, integer)',
    'tenant_id uuid, id uuid, principal_id uuid, message_sealed text, created_at timestamptz',
    `SELECT tenant_id, id, principal_id, message_sealed, created_at FROM (
        SELECT * FROM mail_outbox WHERE $1 IS NULL OR id > $1
        ORDER BY (CASE WHEN $1 IS NULL THEN id END) DESC, id LIMIT $2
      ) mail ORDER BY id`,
  ),
];

function lookup(signature: string, body: string): string[] {
  return definer(signature, 'tenant_id uuid, principal_id uuid', body);
}

/** Runs as the owner, with a fixed search path, for the runtime role alone. */
function definer(signature: string, row: string, body: string): string[] {
  return [
    `CREATE FUNCTION identity.${signature} RETURNS TABLE (${row}) LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path = identity, pg_temp AS $$ ${body} $$`,
    `REVOKE ALL ON FUNCTION identity.${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION identity.${signature} TO identity_app`,
  ];
}

/** Row-level security binds the owner too, so the functions need a policy; the owner cannot log in. */
function readableByFunctions(tables: readonly string[]): string[] {
  return tables.map(
    (table) => `CREATE POLICY functions_read ON identity.${table} FOR SELECT TO identity_owner USING (true)`,
  );
}
