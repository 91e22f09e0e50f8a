/** Expression for the tenant of the transaction; an unset or reset setting is `''` and must read as nobody. */
const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;
const CURRENT_PRINCIPAL = `nullif(current_setting('app.principal', true), '')::uuid`;

export type RowOwnership =
  /** Rows of one principal: column `principal_id` must be the principal of the transaction. */
  | 'principal'
  /** Rows of the organisation: everybody the service lets in sees the tenant's rows. */
  | 'tenant';

export interface ProtectedTable {
  readonly service: string;
  readonly table: string;
  readonly ownership: RowOwnership;
  /** What the runtime role may do. Append-only tables get `SELECT, INSERT`. */
  readonly grants: readonly ('SELECT' | 'INSERT' | 'UPDATE' | 'DELETE')[];
}

/**
 * Statements that put a tenant table under forced row-level security. The tenant policy is RESTRICTIVE, so that no later
 * permissive policy can widen it; both name the runtime role, so nobody else sees anything (security design, section 7).
 */
export function protectTable({ service, table, ownership, grants }: ProtectedTable): string[] {
  const target = `"${service}"."${table}"`;
  const role = `"${service}_app"`;
  const owns = ownership === 'principal' ? `principal_id = ${CURRENT_PRINCIPAL}` : `tenant_id = ${CURRENT_TENANT}`;
  const isTenant = `tenant_id = ${CURRENT_TENANT}`;
  return [
    `ALTER TABLE ${target} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${target} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant_isolation ON ${target} AS RESTRICTIVE TO ${role} USING (${isTenant}) WITH CHECK (${isTenant})`,
    `CREATE POLICY owner_access ON ${target} TO ${role} USING (${owns}) WITH CHECK (${owns})`,
    `GRANT ${grants.join(', ')} ON ${target} TO ${role}`,
  ];
}

/**
 * Statements that make a table append-only for everybody short of its owner: triggers that fire ALWAYS, also under
 * `session_replication_role = replica`, for UPDATE, DELETE and TRUNCATE.
 */
export function appendOnly({ service, table }: { readonly service: string; readonly table: string }): string[] {
  const target = `"${service}"."${table}"`;
  return [
    `CREATE OR REPLACE FUNCTION "${service}".refuse_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
    `CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON ${target}
      FOR EACH ROW EXECUTE FUNCTION "${service}".refuse_change()`,
    `CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ${target}
      FOR EACH STATEMENT EXECUTE FUNCTION "${service}".refuse_change()`,
    `ALTER TABLE ${target} ENABLE ALWAYS TRIGGER append_only_rows`,
    `ALTER TABLE ${target} ENABLE ALWAYS TRIGGER append_only_truncate`,
  ];
}
