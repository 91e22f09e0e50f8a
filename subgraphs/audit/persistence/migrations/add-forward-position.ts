import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: how far the log was forwarded to whoever collects logs. A process that starts goes on from there. */
export class AddForwardPosition1769000000000 implements MigrationInterface {
  readonly name = 'AddForwardPosition1769000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE audit.forward_position (
        id smallint PRIMARY KEY CHECK (id = 1),
        next_index bigint NOT NULL CHECK (next_index >= 0)
      )`,
      'INSERT INTO audit.forward_position (id, next_index) VALUES (1, 0)',
      'ALTER TABLE audit.forward_position ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE audit.forward_position FORCE ROW LEVEL SECURITY',
      `CREATE POLICY visible ON audit.forward_position TO audit_app
        USING (true) WITH CHECK (current_setting('app.purpose', true) = 'sequencer')`,
      'GRANT SELECT, UPDATE ON audit.forward_position TO audit_app',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.forward_position');
  }
}
