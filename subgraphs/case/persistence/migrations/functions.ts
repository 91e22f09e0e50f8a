/**
 * The only ways past row-level security. Each turns something the caller already holds (an id, the hash of a token) into whose
 * row it is, or serves a job of the service itself; they give ids, never content, and a scoped transaction follows.
 */
export const functionStatements: readonly string[] = [
  ...['pack', 'share_link', 'transfer_ticket', 'case_record'].map(readableByFunctions),
  ...definer(
    'scope_of_pack(uuid)',
    'tenant_id uuid, principal_id uuid',
    'SELECT tenant_id, principal_id FROM pack WHERE id = $1',
  ),
  ...definer(
    'scope_of_share_link(bytea)',
    'tenant_id uuid, principal_id uuid, id uuid',
    'SELECT tenant_id, principal_id, id FROM share_link WHERE token_hash = $1',
  ),
  ...definer(
    'scope_of_ticket(bytea)',
    'tenant_id uuid, principal_id uuid, id uuid',
    'SELECT tenant_id, principal_id, id FROM transfer_ticket WHERE token_hash = $1',
  ),
  // For the sweeper: an object without a row is the remains of an export that did not happen.
  ...definer('known_packs(uuid[])', 'id uuid', 'SELECT id FROM pack WHERE id = ANY ($1)'),
  ...definer(
    'cases_with_ended_links(timestamptz, integer)',
    'tenant_id uuid, principal_id uuid, id uuid',
    `SELECT c.tenant_id, c.principal_id, c.id FROM case_record c
      WHERE c.status IN ('link_issued', 'accessed')
        AND EXISTS (SELECT 1 FROM share_link l
          WHERE l.tenant_id = c.tenant_id AND l.case_id = c.id AND l.revoked_at IS NULL AND l.expires_at <= $1)
        AND NOT EXISTS (SELECT 1 FROM share_link l
          WHERE l.tenant_id = c.tenant_id AND l.case_id = c.id AND l.revoked_at IS NULL AND l.expires_at > $1)
      ORDER BY c.id LIMIT $2`,
  ),
];

/** Runs as the owner, with a fixed search path, for the runtime role alone. */
export function definer(signature: string, row: string, body: string): string[] {
  return [
    `CREATE FUNCTION "case".${signature} RETURNS TABLE (${row}) LANGUAGE sql STABLE SECURITY DEFINER
      SET search_path = "case", pg_temp AS $$ ${body} $$`,
    `REVOKE ALL ON FUNCTION "case".${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION "case".${signature} TO case_app`,
  ];
}

/** Row-level security binds the owner too, so the functions need a policy; the owner cannot log in. */
function readableByFunctions(table: string): string {
  return `CREATE POLICY functions_read ON "case".${table} FOR SELECT TO case_owner USING (true)`;
}
