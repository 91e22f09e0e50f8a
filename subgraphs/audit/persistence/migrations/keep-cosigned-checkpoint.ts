import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row with the newest checkpoint that the witness has cosigned, so that a restart has it to show, and to be held against. */
export class KeepCosignedCheckpoint1768100000000 implements MigrationInterface {
  readonly name = 'KeepCosignedCheckpoint1768100000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE audit.cosigned_checkpoint (
        id smallint PRIMARY KEY CHECK (id = 1),
        size bigint NOT NULL CHECK (size >= 0),
        note text NOT NULL,
        cosigned_at timestamptz NOT NULL
      )`,
      'ALTER TABLE audit.cosigned_checkpoint ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE audit.cosigned_checkpoint FORCE ROW LEVEL SECURITY',
      // A checkpoint is public; only the writer of the log keeps one.
      `CREATE POLICY visible ON audit.cosigned_checkpoint TO audit_app
        USING (true) WITH CHECK (current_setting('app.purpose', true) = 'sequencer')`,
      'GRANT SELECT, INSERT, UPDATE ON audit.cosigned_checkpoint TO audit_app',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.cosigned_checkpoint');
  }
}
