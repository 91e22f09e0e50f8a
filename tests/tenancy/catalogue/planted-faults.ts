import type { Exemptions } from './inspect.ts';

/** One fault of each kind, for a table that is sound without it. */
export interface PlantedFault {
  readonly title: string;
  /** What is exempted of the sound table; none when absent. */
  exempt?(table: string): Exemptions;
  /** Statements that plant it in `table`, as the owner of the schema unless they reset the role. */
  plant(table: string): string[];
  /** Everything that is found then, and nothing else. */
  findings(table: string): string[];
}

/** Schema of the leaky database, and the stem of its roles. */
export const LEAKY = 'leaky';

const ANYBODY = 'USING (true) WITH CHECK (true)';
/** As PostgreSQL prints it. */
const ANYBODY_PRINTED = 'USING true WITH CHECK true';
const TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;
const app = `${LEAKY}_app`;
const owner = `${LEAKY}_owner`;
const asSuperuser = 'RESET ROLE';
const on = (table: string): string => `${LEAKY}.${table}`;

type Row = readonly [title: string, plant: PlantedFault['plant'], findings: PlantedFault['findings']];

const rowSecurity: readonly Row[] = [
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

const PURPOSE = `(current_setting('app.purpose', true) = 'sequencer')`;
const PURPOSE_PRINTED = `(current_setting('app.purpose'::text, true) = 'sequencer'::text)`;
const purposePolicy = (t: string): string =>
  `policy-lets-others-in ${t}.by_purpose AS PERMISSIVE FOR ALL TO ${app} USING ${PURPOSE_PRINTED} WITH CHECK ${PURPOSE_PRINTED}`;

/** A policy that is exempted, and is not any more what the exemption recorded. */
const recordedPolicies: readonly PlantedFault[] = (
  [
    [
      'that reads wider',
      `FOR ALL TO ${app} USING (${PURPOSE} OR current_user = 'x') WITH CHECK ${PURPOSE}`,
      `FOR ALL TO ${app} USING (${PURPOSE_PRINTED} OR (CURRENT_USER = 'x'::name)) WITH CHECK ${PURPOSE_PRINTED}`,
    ],
    [
      'that writes wider',
      `FOR ALL TO ${app} USING ${PURPOSE} WITH CHECK (true)`,
      `FOR ALL TO ${app} USING ${PURPOSE_PRINTED} WITH CHECK true`,
    ],
    [
      'with another purpose',
      `FOR ALL TO ${app} USING (current_setting('app.purpose', true) = 'anything') WITH CHECK ${PURPOSE}`,
      `FOR ALL TO ${app} USING (current_setting('app.purpose'::text, true) = 'anything'::text) WITH CHECK ${PURPOSE_PRINTED}`,
    ],
    [
      'for another command',
      `FOR UPDATE TO ${app} USING ${PURPOSE} WITH CHECK ${PURPOSE}`,
      `FOR UPDATE TO ${app} USING ${PURPOSE_PRINTED} WITH CHECK ${PURPOSE_PRINTED}`,
    ],
  ] as const
).map(([title, create, printed]) => ({
  title: `a recorded policy ${title}`,
  exempt: (t) => ({ [purposePolicy(t)]: 'The sequencer writes for everybody.' }),
  plant: (t) => [`CREATE POLICY by_purpose ON ${on(t)} ${create}`],
  findings: (t) => [
    `exemption-without-use ${purposePolicy(t)}`,
    `policy-lets-others-in ${t}.by_purpose AS PERMISSIVE ${printed}`,
  ],
}));

/** Likewise, for a role that the recorded one does not name. */
const recordedForMoreRoles: PlantedFault = {
  title: 'a recorded policy for one role more',
  exempt: (t) => ({ [purposePolicy(t)]: 'The sequencer writes for everybody.' }),
  plant: (t) => [`CREATE POLICY by_purpose ON ${on(t)} TO ${app}, ${owner} USING ${PURPOSE} WITH CHECK ${PURPOSE}`],
  findings: (t) => [
    `exemption-without-use ${purposePolicy(t)}`,
    ...['policy-for-another-role', 'policy-lets-others-in', 'policy-lets-the-owner-write'].map(
      (rule) =>
        `${rule} ${t}.by_purpose AS PERMISSIVE FOR ALL TO ${app}, ${owner} USING ${PURPOSE_PRINTED} WITH CHECK ${PURPOSE_PRINTED}`,
    ),
  ],
};

const keys: readonly Row[] = [
  ['no tenant', (t) => [`ALTER TABLE ${on(t)} DROP COLUMN tenant_id CASCADE`], (t) => [`no-tenant ${t}`]],
  [
    'a tenant that may be missing',
    (t) => [`ALTER TABLE ${on(t)} DROP CONSTRAINT ${t}_pkey, ALTER tenant_id DROP NOT NULL`],
    (t) => [`primary-key-not-led-by-tenant ${t}`, `tenant-may-be-null ${t}`],
  ],
  [
    'a primary key without the tenant in front',
    (t) => [`ALTER TABLE ${on(t)} DROP CONSTRAINT ${t}_pkey, ADD PRIMARY KEY (id, tenant_id)`],
    (t) => [`primary-key-not-led-by-tenant ${t}`],
  ],
  [
    'a name unique in all tenants',
    (t) => [`ALTER TABLE ${on(t)} ADD UNIQUE (note)`],
    (t) => [`unique-not-led-by-tenant ${t}_note_key`],
  ],
  [
    'an index across tenants',
    (t) => [`CREATE INDEX ${t}_notes ON ${on(t)} (note)`],
    (t) => [`index-not-led-by-tenant ${t}_notes`],
  ],
  [
    'an index that begins with an expression',
    (t) => [`CREATE INDEX ${t}_lower ON ${on(t)} (lower(note), tenant_id)`],
    (t) => [`index-not-led-by-tenant ${t}_lower`],
  ],
  [
    'a reference across tenants',
    (t) => [`ALTER TABLE ${on(t)} ADD parent uuid, ADD FOREIGN KEY (parent) REFERENCES ${LEAKY}.anchor (id)`],
    (t) => [`reference-crosses-tenants ${t}_parent_fkey`],
  ],
];

const roles: readonly Row[] = [
  ...['BYPASSRLS', 'CREATEROLE', 'CREATEDB', 'REPLICATION'].map((attribute): Row => [
    `a service with ${attribute}`,
    () => [asSuperuser, `ALTER ROLE ${app} ${attribute}`],
    () => [`runtime-role-has-attributes ${app}`],
  ]),
  [
    'a service that may become the owner',
    () => [asSuperuser, `GRANT ${owner} TO ${app} WITH INHERIT FALSE, SET TRUE`],
    () => [`runtime-role-is-a-member ${owner}`],
  ],
  [
    'a service that may create',
    () => [`GRANT CREATE ON SCHEMA ${LEAKY} TO ${app}`],
    () => [`runtime-role-creates ${LEAKY}`],
  ],
  ['an owner that logs in', () => [asSuperuser, `ALTER ROLE ${owner} LOGIN`], () => [`owner-logs-in ${owner}`]],
  [
    'a table of the service itself',
    (t) => [asSuperuser, `ALTER TABLE ${on(t)} OWNER TO ${app}`],
    (t) => [`not-owned-by-the-owner ${t}`, `runtime-role-goes-round-row-security ${t}`],
  ],
  ...['TRUNCATE', 'REFERENCES', 'TRIGGER', 'REFERENCES (id)'].map((right): Row => [
    `a service with the right ${right}`,
    (t) => [`GRANT ${right} ON ${on(t)} TO ${app}`],
    (t) => [`runtime-role-goes-round-row-security ${t}`],
  ]),
  [
    'a column for everybody',
    (t) => [`GRANT SELECT (id) ON ${on(t)} TO PUBLIC`],
    (t) => [`columns-granted-to-others ${t} PUBLIC SELECT (id)`],
  ],
  ['a table for everybody', (t) => [`GRANT SELECT ON ${on(t)} TO PUBLIC`], (t) => [`granted-to-others ${t} PUBLIC`]],
];

const records: readonly Row[] = [
  [
    'an append-only table without triggers',
    (t) => [`REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`],
    (t) => [`append-only-table-can-change ${t}`],
  ],
  ...['append_only_rows', 'append_only_truncate'].map((trigger): Row => [
    `an append-only table whose ${trigger} is an ordinary trigger`,
    (t) => [
      `REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`,
      ...appendOnlyTriggers(t),
      `ALTER TABLE ${on(t)} ENABLE TRIGGER ${trigger}`,
    ],
    (t) => [`append-only-table-can-change ${t}`],
  ]),
  ...[
    ['emptied row by row', 'UPDATE'],
    ['rewritten', 'DELETE'],
  ].map(([how, refused]): Row => [
    `an append-only table that may be ${how ?? ''}`,
    (t) => [`REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`, ...appendOnlyTriggers(t, refused)],
    (t) => [`append-only-table-can-change ${t}`],
  ]),
  [
    'an append-only table that may be emptied at once',
    (t) => [
      `REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`,
      ...appendOnlyTriggers(t),
      `DROP TRIGGER append_only_truncate ON ${on(t)}`,
    ],
    (t) => [`append-only-table-can-change ${t}`],
  ],
  [
    'changes without a receipt',
    (t) => [`DROP TRIGGER audit_guard ON ${on(t)}`],
    (t) => [`changes-without-receipt ${t}`],
  ],
  [
    'a guard that replication skips',
    (t) => [`ALTER TABLE ${on(t)} ENABLE TRIGGER audit_guard`],
    (t) => [`changes-without-receipt ${t}`],
  ],
  [
    'a guard that does not wait for the commit',
    (t) => [`DROP TRIGGER audit_guard ON ${on(t)}`, ...guard(t, 'INSERT OR UPDATE OR DELETE', 'NOT DEFERRABLE')],
    (t) => [`changes-without-receipt ${t}`],
  ],
  [
    'a guard that overlooks deletions',
    (t) => [`DROP TRIGGER audit_guard ON ${on(t)}`, ...guard(t, 'INSERT OR UPDATE', 'DEFERRABLE INITIALLY DEFERRED')],
    (t) => [`changes-without-receipt ${t}`],
  ],
];

function definer(table: string, settings: string): string {
  return `CREATE FUNCTION ${on(table)}_look_up() RETURNS bigint LANGUAGE sql SECURITY DEFINER ${settings}
    AS $$ SELECT count(*) FROM ${on(table)} $$`;
}

function appendOnlyTriggers(table: string, rowEvents = 'UPDATE OR DELETE'): string[] {
  const refuse = `EXECUTE FUNCTION ${LEAKY}.refuse_change()`;
  return [
    `CREATE TRIGGER append_only_rows BEFORE ${rowEvents} ON ${on(table)} FOR EACH ROW ${refuse}`,
    `CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ${on(table)} FOR EACH STATEMENT ${refuse}`,
    `ALTER TABLE ${on(table)} ENABLE ALWAYS TRIGGER append_only_rows`,
    `ALTER TABLE ${on(table)} ENABLE ALWAYS TRIGGER append_only_truncate`,
  ];
}

function guard(table: string, events: string, timing: string): string[] {
  return [
    `CREATE CONSTRAINT TRIGGER audit_guard AFTER ${events} ON ${on(table)} ${timing}
      FOR EACH ROW EXECUTE FUNCTION ${LEAKY}.require_audit_receipt()`,
    `ALTER TABLE ${on(table)} ENABLE ALWAYS TRIGGER audit_guard`,
  ];
}

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...[...rowSecurity, ...keys, ...roles, ...records].map(([title, plant, findings]) => ({ title, plant, findings })),
  ...recordedPolicies,
  recordedForMoreRoles,
];
