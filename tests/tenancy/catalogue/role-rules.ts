import type { Rule } from './rule.ts';

/** What the role of the running service must not be, own or be able to do. */
export const roleRules: readonly Rule[] = [
  {
    name: 'runtime-role-has-attributes',
    offenders: `SELECT r.rolname FROM pg_roles r JOIN service s ON r.oid = s.app
      WHERE r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication`,
  },
  {
    name: 'runtime-role-is-a-member',
    offenders: `SELECT m.roleid::regrole::text FROM pg_auth_members m JOIN service s ON m.member = s.app`,
  },
  {
    name: 'runtime-role-creates',
    offenders: `SELECT s.schema::regnamespace::text FROM service s WHERE has_schema_privilege(s.app, s.schema, 'CREATE')
      UNION ALL SELECT d.datname FROM pg_database d, service s
        WHERE d.datname = current_database() AND has_database_privilege(s.app, d.oid, 'CREATE, TEMPORARY')`,
  },
  {
    name: 'not-owned-by-the-owner',
    offenders: `SELECT c.relname FROM pg_class c JOIN service s ON c.relnamespace = s.schema
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relowner <> s.owner
      UNION ALL SELECT p.proname FROM pg_proc p JOIN service s ON p.pronamespace = s.schema WHERE p.proowner <> s.owner`,
  },
  {
    name: 'owner-logs-in',
    offenders: `SELECT r.rolname FROM pg_roles r JOIN service s ON r.oid = s.owner
      WHERE r.rolcanlogin OR r.rolsuper OR r.rolbypassrls`,
  },
  {
    name: 'runtime-role-goes-round-row-security',
    offenders: `SELECT r.name FROM relation r, service s
      WHERE has_table_privilege(s.app, r.oid, 'TRUNCATE, REFERENCES, TRIGGER, MAINTAIN')
        OR has_any_column_privilege(s.app, r.oid, 'REFERENCES')`,
  },
  {
    name: 'granted-to-others',
    offenders: `SELECT DISTINCT r.name || ' ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
      FROM service s, relation r, LATERAL aclexplode(r.acl) a WHERE a.grantee NOT IN (s.owner, s.app)`,
  },
  {
    name: 'columns-granted-to-others',
    offenders: `SELECT r.name || ' ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END || ' ' || a.privilege_type
        || ' (' || string_agg(c.attname, ', ' ORDER BY c.attnum) || ')'
      FROM service s, relation r JOIN pg_attribute c ON c.attrelid = r.oid, LATERAL aclexplode(c.attacl) a
      WHERE a.grantee NOT IN (s.owner, s.app) GROUP BY r.name, a.grantee, a.privilege_type`,
  },
];
