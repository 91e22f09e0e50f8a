import type { Rule } from './rule.ts';

/** Bits of `pg_trigger.tgtype` (PostgreSQL source, catalog/pg_trigger.h). */
const ROW = 1;
const BEFORE = 2;
const INSERT = 4;
const DELETE = 8;
const UPDATE = 16;
const TRUNCATE = 32;

/** Some trigger that refuses the event before it happens, also under `session_replication_role = replica`. */
function refuses(event: number): string {
  return `EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = r.oid AND t.tgenabled = 'A'
    AND t.tgtype & ${String(BEFORE | event)} = ${String(BEFORE | event)} AND t.tgqual IS NULL
    AND t.tgattr = ''::int2vector AND t.tgfoid = to_regprocedure(format('%I.refuse_change()', $1)))`;
}

const guards = ROW | INSERT | UPDATE | DELETE;

/** What was recorded stays, and what changes is recorded. */
export const recordRules: readonly Rule[] = [
  {
    name: 'append-only-table-can-change',
    offenders: `SELECT r.name FROM relation r, service s
      WHERE has_table_privilege(s.app, r.oid, 'INSERT') AND NOT has_any_column_privilege(s.app, r.oid, 'UPDATE')
        AND NOT has_table_privilege(s.app, r.oid, 'DELETE')
        AND NOT (${refuses(UPDATE)} AND ${refuses(DELETE)} AND ${refuses(TRUNCATE)})`,
  },
  {
    name: 'changes-without-receipt',
    offenders: `SELECT r.name FROM relation r WHERE NOT EXISTS (
      SELECT 1 FROM pg_trigger t WHERE t.tgrelid = r.oid AND t.tgenabled = 'A' AND t.tgdeferrable AND t.tginitdeferred
        AND t.tgtype & ${String(guards | BEFORE)} = ${String(guards)} AND t.tgqual IS NULL AND t.tgattr = ''::int2vector
        AND t.tgfoid = to_regprocedure(format('%I.require_audit_receipt()', $1)))`,
  },
];
