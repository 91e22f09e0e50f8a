import { appendOnly } from '#platform/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ERASABLE = ['audit_detail', 'subject_key', 'pseudonym'];
/** What may go. What belongs to a tenant as a whole stays: its chain goes on, and an organisation's incidents keep their details. */
const OF_A_PERSON = {
  audit_detail: 'subject_ref IS DISTINCT FROM tenant_ref',
  subject_key: 'subject_ref <> tenant_ref',
  pseudonym: `kind <> 'tenant'`,
};
/** What says which rows are somebody's; a leaf, of which session. Neither a detail nor a key is among it: who erases reads nothing of them. */
const READABLE = {
  audit_detail: 'event_id, tenant_ref, subject_ref',
  subject_key: 'tenant_ref, subject_ref',
  pseudonym: 'tenant_ref, kind, raw_id, ref',
  audit_entry:
    'index, event_id, kind, intent_id, tenant_ref, actor_ref, owner_ref, action, target_type, target_ref, request_id, leaf',
};

/**
 * The role `audit_eraser` takes away what stands beside the log of one person, and nothing else: not for itself under another name, not
 * in another table, and no row that is a tenant's. The triggers let it by; for everybody else, also a superuser, they are as before.
 */
export class LetEraserErase1769700000000 implements MigrationInterface {
  readonly name = 'LetEraserErase1769700000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      // Each later `appendOnly` in this schema has to be followed by this again: it would make the triggers refuse the eraser as well.
      `CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN (${ERASABLE.map((table) => `'${table}'`).join(', ')})
            AND current_user = 'audit_eraser' AND session_user = 'audit_eraser' THEN RETURN OLD; END IF;
          RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$`,
      ...Object.entries(READABLE).flatMap(([table, columns]) => [
        `GRANT SELECT (${columns}) ON audit.${table} TO audit_eraser`,
        `CREATE POLICY erasure_reads ON audit.${table} FOR SELECT TO audit_eraser USING (true)`,
      ]),
      ...Object.entries(OF_A_PERSON).flatMap(([table, condition]) => [
        `GRANT DELETE ON audit.${table} TO audit_eraser`,
        `CREATE POLICY erasure_deletes ON audit.${table} FOR DELETE TO audit_eraser USING (${condition})`,
      ]),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const [refuseChange = ''] = appendOnly({ service: 'audit', table: 'audit_detail' });
    const statements = [
      refuseChange,
      ...Object.keys(OF_A_PERSON).flatMap((table) => [
        `DROP POLICY erasure_deletes ON audit.${table}`,
        `REVOKE DELETE ON audit.${table} FROM audit_eraser`,
      ]),
      ...Object.entries(READABLE).flatMap(([table, columns]) => [
        `DROP POLICY erasure_reads ON audit.${table}`,
        `REVOKE SELECT (${columns}) ON audit.${table} FROM audit_eraser`,
      ]),
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
