import type { Rule } from './rule.ts';

/** As PostgreSQL writes the expressions of `protectTable` down. */
const isTenant = `(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)`;
const isPrincipal = `(principal_id = (NULLIF(current_setting('app.principal'::text, true), ''::text))::uuid)`;
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Row-level security of every table. */
export const rowSecurityRules: readonly Rule[] = [
  { name: 'row-security-off', offenders: 'SELECT name FROM relation WHERE NOT row_security' },
  { name: 'row-security-not-forced', offenders: 'SELECT name FROM relation WHERE NOT row_security_forced' },
  {
    // Without one the service sees nothing; a table nobody needs is a table nobody watches.
    name: 'no-permissive-policy',
    offenders: `SELECT r.name FROM relation r
      WHERE NOT EXISTS (SELECT 1 FROM policy p WHERE p.relation = r.oid AND p.permissive AND p.for_app)`,
  },
  {
    name: 'no-tenant-policy',
    offenders: `SELECT r.name FROM relation r WHERE r.tenant IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM policy p WHERE p.relation = r.oid AND NOT p.permissive AND p.for_app AND p.command = '*'
        AND p.using_text = ${quoted(isTenant)} AND p.check_text = ${quoted(isTenant)})`,
  },
  {
    // What has an owner is seen by the owner; what has a tenant alone, by the tenant; anything else needs a reason.
    name: 'policy-lets-others-in',
    offenders: `SELECT p.form FROM policy p JOIN relation r ON r.oid = p.relation
      WHERE p.permissive AND p.for_app AND NOT coalesce(
        p.using_text = p.check_text AND p.using_text = CASE
          WHEN r.principal IS NOT NULL THEN ${quoted(isPrincipal)}
          WHEN r.tenant IS NOT NULL THEN ${quoted(isTenant)} END, false)`,
  },
  {
    name: 'policy-for-another-role',
    offenders: `SELECT p.form FROM policy p, service s WHERE p.roles <> ARRAY[s.app]`,
  },
  {
    // Look-ups run as the owner and read; nothing writes as the owner.
    name: 'policy-lets-the-owner-write',
    offenders: `SELECT p.form FROM policy p, service s WHERE s.owner = ANY (p.roles) AND p.command <> 'r'`,
  },
  {
    name: 'view-runs-as-its-owner',
    offenders: `SELECT c.relname FROM pg_class c JOIN service s ON c.relnamespace = s.schema
      WHERE c.relkind = 'v' AND NOT coalesce(c.reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']`,
  },
  {
    name: 'materialised-view',
    offenders: `SELECT c.relname FROM pg_class c JOIN service s ON c.relnamespace = s.schema WHERE c.relkind = 'm'`,
  },
  {
    name: 'definer-function-with-open-search-path',
    offenders: `SELECT p.proname FROM pg_proc p JOIN service s ON p.pronamespace = s.schema
      WHERE p.prosecdef AND NOT coalesce(p.proconfig, '{}') &&
        ARRAY[format('search_path=%s, pg_temp', s.schema::regnamespace), format('search_path=%I, pg_temp', $1)]`,
  },
  {
    name: 'definer-function-for-everybody',
    offenders: `SELECT p.proname FROM pg_proc p JOIN service s ON p.pronamespace = s.schema
      WHERE p.prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE')`,
  },
];
