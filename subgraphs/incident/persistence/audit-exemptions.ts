/**
 * Tables that the service changes without an audit receipt, each with its reason. A test compares the list with the guards
 * that the database has.
 */
export const AUDIT_EXEMPTIONS: Readonly<Record<string, string>> = {
  audit_receipt: 'The receipts themselves; the reconciler adds tombstones.',
  schema_migrations: 'Written by the migration job alone.',
};
