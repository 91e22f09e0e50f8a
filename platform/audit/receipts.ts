import { appendOnly } from '#platform/db';

/**
 * Statements that create `audit_receipt` and the guard function in a service's schema. A receipt commits in the business
 * transaction; an ABORTED row is a tombstone that keeps a straggler from committing later (audit design, section 4).
 */
export function createAuditReceipts(service: string): string[] {
  const table = `"${service}"."audit_receipt"`;
  return [
    `CREATE TABLE ${table} (
      intent_id uuid PRIMARY KEY,
      state text NOT NULL CHECK (state IN ('COMMITTED', 'ABORTED')),
      log_index bigint,
      proof text,
      xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
      recorded_at timestamptz NOT NULL DEFAULT now(),
      CHECK (state = 'ABORTED' OR (log_index IS NOT NULL AND proof IS NOT NULL))
    )`,
    `CREATE INDEX audit_receipt_xid ON ${table} (xid)`,
    // Receipts hold an index and a proof, nothing of anybody's; the reconciler needs them across tenants.
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY receipts ON ${table} TO "${service}_app" USING (true) WITH CHECK (true)`,
    `GRANT SELECT, INSERT ON ${table} TO "${service}_app"`,
    ...appendOnly({ service, table: 'audit_receipt' }),
    `CREATE FUNCTION "${service}".require_audit_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT 1 FROM ${table} WHERE xid = pg_current_xact_id() AND state = 'COMMITTED'
        ) THEN
          RAISE EXCEPTION 'a change of %.% has no audit receipt', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
      END $$`,
  ];
}

/**
 * Statements that refuse the commit of a change to `table` without a receipt of the same transaction. Whoever forgets to
 * audit gets an error, not a gap.
 */
export function guardWithReceipt(service: string, table: string): string[] {
  const target = `"${service}"."${table}"`;
  return [
    `CREATE CONSTRAINT TRIGGER audit_guard AFTER INSERT OR UPDATE OR DELETE ON ${target}
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "${service}".require_audit_receipt()`,
    `ALTER TABLE ${target} ENABLE ALWAYS TRIGGER audit_guard`,
  ];
}
