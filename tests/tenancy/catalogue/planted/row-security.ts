import { LEAKY, app, on, owner } from './leaky.ts';
import type { Row } from './leaky.ts';

const ANYBODY = 'USING (true) WITH CHECK (true)';
/** As PostgreSQL prints it. */
const ANYBODY_PRINTED = 'USING true WITH CHECK true';
const TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** Policies, and what goes round them. */
export const rowSecurity: readonly Row[] = [
  [
    'row-level security off',
    (t) => [`ALTER TABLE ${on(t)} DISABLE ROW LEVEL SECURITY`],
    (t) => [`row-security-off ${t}`],
  ],
  ['not forced', (t) => [`ALTER TABLE ${on(t)} NO FORCE ROW LEVEL SECURITY`], (t) => [`row-security-not-forced ${t}`]],
  ['no policy of its owner', (t) => [`DROP POLICY owner_access ON ${on(t)}`], (t) => [`no-permissive-policy ${t}`]],
  ['no policy of its tenant', (t) => [`DROP POLICY tenant_isolation ON ${on(t)}`], (t) => [`no-tenant-policy ${t}`]],
  [
    'a tenant policy for reads alone',
    (t) => [
      `DROP POLICY tenant_isolation ON ${on(t)}`,
      `CREATE POLICY tenant_isolation ON ${on(t)} AS RESTRICTIVE FOR SELECT TO ${app} USING (tenant_id = ${TENANT})`,
    ],
    (t) => [`no-tenant-policy ${t}`],
  ],
  [
    'a tenant policy that lets everything be written',
    (t) => [`ALTER POLICY tenant_isolation ON ${on(t)} WITH CHECK (true)`],
    (t) => [`no-tenant-policy ${t}`],
  ],
  [
    'one policy too many',
    (t) => [`CREATE POLICY more ON ${on(t)} TO ${app} ${ANYBODY}`],
    (t) => [`policy-lets-others-in ${t}.more AS PERMISSIVE FOR ALL TO ${app} ${ANYBODY_PRINTED}`],
  ],
  [
    'a policy for everybody',
    (t) => [`CREATE POLICY all_roles ON ${on(t)} ${ANYBODY}`],
    (t) =>
      ['policy-for-another-role', 'policy-lets-others-in'].map(
        (rule) => `${rule} ${t}.all_roles AS PERMISSIVE FOR ALL TO public ${ANYBODY_PRINTED}`,
      ),
  ],
  [
    'a policy by which the owner reads',
    (t) => [`CREATE POLICY own ON ${on(t)} FOR SELECT TO ${owner} USING (true)`],
    (t) => [`policy-for-another-role ${t}.own AS PERMISSIVE FOR SELECT TO ${owner} USING true`],
  ],
  [
    'a policy by which the owner writes',
    (t) => [`CREATE POLICY own ON ${on(t)} TO ${owner} ${ANYBODY}`],
    (t) =>
      ['policy-for-another-role', 'policy-lets-the-owner-write'].map(
        (rule) => `${rule} ${t}.own AS PERMISSIVE FOR ALL TO ${owner} ${ANYBODY_PRINTED}`,
      ),
  ],
  [
    'a view as its owner',
    (t) => [`CREATE VIEW ${on(t)}_view AS SELECT * FROM ${on(t)}`],
    (t) => [`view-runs-as-its-owner ${t}_view`],
  ],
  [
    'a copy of rows',
    (t) => [`CREATE MATERIALIZED VIEW ${on(t)}_copy AS SELECT * FROM ${on(t)}`],
    (t) => [`materialised-view ${t}_copy`],
  ],
  [
    'an open search path',
    (t) => [definer(t, ''), `REVOKE ALL ON FUNCTION ${on(t)}_look_up() FROM PUBLIC`],
    (t) => [`definer-function-with-open-search-path ${t}_look_up`],
  ],
  [
    'a look-up for everybody',
    (t) => [definer(t, `SET search_path = ${LEAKY}, pg_temp`)],
    (t) => [`definer-function-for-everybody ${t}_look_up`],
  ],
];

function definer(table: string, settings: string): string {
  return `CREATE FUNCTION ${on(table)}_look_up() RETURNS bigint LANGUAGE sql SECURITY DEFINER ${settings}
    AS $$ SELECT count(*) FROM ${on(table)} $$`;
}
