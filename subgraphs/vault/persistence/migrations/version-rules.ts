/** What a ticket says from its first moment on. */
export const TICKET_COLUMNS: readonly string[] = [
  'tenant_id',
  'id',
  'principal_id',
  'purpose',
  'version_id',
  'holder_id',
  'session_id',
  'token_hash',
  'created_at',
  'expires_at',
];

/**
 * Statements that make a version immutable for everybody short of the table's owner: it changes once, from pending to
 * available, without any of its claims; it can be deleted while it is pending, with its unused ticket; a ticket is used up
 * once and never handed to somebody else. The triggers fire ALWAYS, also under `session_replication_role = replica`.
 */
export function versionRules(): string[] {
  return [
    `CREATE FUNCTION vault.keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.status <> 'pending' THEN
          RAISE EXCEPTION 'an available version does not change' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.status <> 'available' OR
          (OLD.tenant_id, OLD.id, OLD.principal_id, OLD.document_id, OLD.number, OLD.sha256, OLD.byte_size, OLD.media_type, OLD.created_at)
          IS DISTINCT FROM
          (NEW.tenant_id, NEW.id, NEW.principal_id, NEW.document_id, NEW.number, NEW.sha256, NEW.byte_size, NEW.media_type, NEW.created_at))
        THEN
          RAISE EXCEPTION 'a version only becomes available' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END $$`,
    keepTicket(TICKET_COLUMNS),
    `CREATE FUNCTION vault.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '% is not emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
    `CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON vault.document_version
      FOR EACH ROW EXECUTE FUNCTION vault.keep_version()`,
    `CREATE TRIGGER keep_ticket BEFORE UPDATE OR DELETE ON vault.transfer_ticket
      FOR EACH ROW EXECUTE FUNCTION vault.keep_ticket()`,
    `CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON vault.document_version
      FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_truncate()`,
    `ALTER TABLE vault.document_version ENABLE ALWAYS TRIGGER keep_version`,
    `ALTER TABLE vault.document_version ENABLE ALWAYS TRIGGER refuse_truncate`,
    `ALTER TABLE vault.transfer_ticket ENABLE ALWAYS TRIGGER keep_ticket`,
  ];
}

/** The rule of the trigger on tickets. @param columns that never change */
export function keepTicket(columns: readonly string[]): string {
  const of = (row: string): string => `(${columns.map((column) => `${row}.${column}`).join(', ')})`;
  return `CREATE OR REPLACE FUNCTION vault.keep_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          IF OLD.consumed_at IS NOT NULL OR OLD.purpose <> 'upload' THEN
            RAISE EXCEPTION 'only an unused upload ticket is deleted' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN OLD;
        END IF;
        IF OLD.consumed_at IS NOT NULL OR NEW.consumed_at IS NULL OR ${of('OLD')} IS DISTINCT FROM ${of('NEW')} THEN
          RAISE EXCEPTION 'a ticket is only used up, and once' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`;
}
