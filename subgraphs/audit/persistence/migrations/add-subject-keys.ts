import { appendOnly } from '#platform/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const FOR_EVERYBODY = `current_setting('app.purpose', true) IN ('sequencer', 'auditor')`;

/**
 * One key for each person whose details the log keeps, and one for each tenant: a detail is sealed under its subject's key, so that the key is
 * what has to be destroyed (ADR 37). Details from before have no subject and are sealed one by one.
 */
export class AddSubjectKeys1769600000000 implements MigrationInterface {
  readonly name = 'AddSubjectKeys1769600000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE audit.subject_key (
        tenant_ref uuid NOT NULL,
        subject_ref uuid NOT NULL,
        wrapped text NOT NULL,
        PRIMARY KEY (tenant_ref, subject_ref)
      )`,
      'ALTER TABLE audit.subject_key ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE audit.subject_key FORCE ROW LEVEL SECURITY',
      `CREATE POLICY visible ON audit.subject_key TO audit_app USING (${FOR_EVERYBODY}) WITH CHECK (${FOR_EVERYBODY})`,
      'GRANT SELECT, INSERT ON audit.subject_key TO audit_app',
      ...appendOnly({ service: 'audit', table: 'subject_key' }),
      'ALTER TABLE audit.audit_detail ADD COLUMN subject_ref uuid',
      // Rows change their place in the chain with every batch: with room beside them no index has to know.
      'ALTER TABLE audit.tenant_head SET (fillfactor = 50)',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit.tenant_head RESET (fillfactor)');
    await runner.query('ALTER TABLE audit.audit_detail DROP COLUMN subject_ref');
    await runner.query('DROP TABLE audit.subject_key');
  }
}
