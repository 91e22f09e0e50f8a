import { recordRules } from './record-rules.ts';
import { roleRules } from './role-rules.ts';
import { rowSecurityRules } from './row-security-rules.ts';
import { tenantKeyRules } from './tenant-key-rules.ts';
import type pg from 'pg';
import type { Rule } from './rule.ts';

/**
 * Findings that are meant, `<rule> <object>`, each with its reason. A policy is named with its whole form as `pg_policies` prints
 * it, so that one that is exempted and changes, be it in a single word, is a finding again.
 */
export type Exemptions = Readonly<Record<string, string>>;

export const RULES: readonly Rule[] = [...roleRules, ...rowSecurityRules, ...tenantKeyRules, ...recordRules];

const oneLine = (column: string): string => String.raw`regexp_replace(${column}, '\n\s*', ' ', 'g')`;

/** What the rules read: the service with its two roles, its tables, their policies, their indexes. */
const CATALOGUE = `
  service AS (
    SELECT n.oid AS schema, app.oid AS app, owner.oid AS owner
    FROM pg_namespace n, pg_roles app, pg_roles owner
    WHERE n.nspname = $1 AND app.rolname = $1 || '_app' AND owner.rolname = $1 || '_owner'
  ),
  relation AS (
    SELECT c.oid, c.relname AS name, c.relrowsecurity AS row_security, c.relforcerowsecurity AS row_security_forced,
      coalesce(c.relacl, acldefault('r', c.relowner)) AS acl,
      t.attnum AS tenant, t.attnotnull AS tenant_not_null, p.attnum AS principal
    FROM pg_class c JOIN service s ON c.relnamespace = s.schema
      LEFT JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
      LEFT JOIN pg_attribute p ON p.attrelid = c.oid AND p.attname = 'principal_id'
    WHERE c.relkind IN ('r', 'p', 'f')
  ),
  policy AS (
    SELECT p.polrelid AS relation, r.name || '.' || p.polname AS name, p.polpermissive AS permissive, p.polcmd AS command,
      p.polroles AS roles, s.app = ANY (p.polroles) OR 0 = ANY (p.polroles) AS for_app,
      printed.qual AS using_text, printed.with_check AS check_text,
      concat_ws(' ', r.name || '.' || p.polname, 'AS', printed.permissive, 'FOR', printed.cmd,
        'TO', array_to_string(printed.roles, ', '), 'USING ' || ${oneLine('printed.qual')},
        'WITH CHECK ' || ${oneLine('printed.with_check')}) AS form
    FROM pg_policy p JOIN relation r ON r.oid = p.polrelid, service s, pg_policies printed
    WHERE printed.schemaname = $1 AND printed.tablename = r.name AND printed.policyname = p.polname
  ),
  index_key AS (
    SELECT i.indrelid AS relation, c.relname AS name, i.indisprimary AS is_primary, i.indisunique AS is_unique,
      i.indkey[0] AS first_column
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN relation r ON r.oid = i.indrelid
  )`;

const FINDINGS = `WITH ${CATALOGUE}
  ${RULES.map(({ name, offenders }) => `SELECT '${name} ' || o.object AS finding FROM (${offenders}) o (object)`).join('\n  UNION ALL\n  ')}`;

const TABLES = `WITH ${CATALOGUE} SELECT name FROM relation`;

/**
 * What is wrong with the database of a service, in one look at PostgreSQL's own catalogue. Nothing is taken from migrations
 * or entities, so a table that somebody adds tomorrow is inspected too.
 *
 * @param admin connection of the superuser to the migrated database; an open transaction is looked at as it stands
 * @param service name of the service: its schema, and the stem of its roles
 * @returns sorted findings, `<rule> <object>`; an exemption that exempts nothing is one too
 * @throws Error when the schema has no table, for then nothing was inspected
 */
export async function inspect(admin: pg.ClientBase, service: string, exemptions: Exemptions = {}): Promise<string[]> {
  const tables = await admin.query(TABLES, [service]);
  if (tables.rows.length === 0) throw new Error(`the schema ${service} has no tables, or its roles do not exist`);
  const { rows } = await admin.query<{ finding: string }>(FINDINGS, [service]);
  const found = rows.map(({ finding }) => finding);
  const unused = Object.keys(exemptions).filter((exempt) => !found.includes(exempt));
  return [
    ...found.filter((finding) => !Object.hasOwn(exemptions, finding)),
    ...unused.map((exempt) => `exemption-without-use ${exempt}`),
  ].sort();
}
