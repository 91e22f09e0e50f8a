import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One row with the newest checkpoint that the writer signed, for instances that stand by: they prove what is in the log and sign
 * nothing. And the index by which the writer finds the pseudonyms of a batch, whatever their number.
 */
export class KeepCheckpoint1768000000000 implements MigrationInterface {
  readonly name = 'KeepCheckpoint1768000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE audit.log_checkpoint (
        id smallint PRIMARY KEY CHECK (id = 1),
        size bigint NOT NULL CHECK (size >= 0),
        note text NOT NULL
      )`,
      'ALTER TABLE audit.log_checkpoint ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE audit.log_checkpoint FORCE ROW LEVEL SECURITY',
      // A checkpoint is public; only the writer of the log keeps one.
      `CREATE POLICY visible ON audit.log_checkpoint TO audit_app
        USING (true) WITH CHECK (current_setting('app.purpose', true) = 'sequencer')`,
      'GRANT SELECT, INSERT, UPDATE ON audit.log_checkpoint TO audit_app',
      'CREATE INDEX pseudonym_raw_id ON audit.pseudonym (raw_id)',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit.pseudonym_raw_id');
    await runner.query('DROP TABLE audit.log_checkpoint');
  }
}
