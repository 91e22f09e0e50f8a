import { appendOnly } from '#platform/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['integrity_state', 'integrity_alarm', 'integrity_finding'];

/** How far the log has been checked, and what was found to be wrong. What was found stays. */
export class KeepIntegrity1769500000000 implements MigrationInterface {
  readonly name = 'KeepIntegrity1769500000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...tables(),
      ...TABLES.flatMap((table) => [
        `ALTER TABLE audit.${table} ENABLE ROW LEVEL SECURITY`,
        `ALTER TABLE audit.${table} FORCE ROW LEVEL SECURITY`,
        // Places in the log, nothing of what an entry says; only the writer of the log keeps them.
        `CREATE POLICY visible ON audit.${table} TO audit_app
          USING (true) WITH CHECK (current_setting('app.purpose', true) = 'sequencer')`,
      ]),
      'GRANT SELECT, UPDATE ON audit.integrity_state TO audit_app',
      'GRANT SELECT, INSERT, UPDATE (ended_at) ON audit.integrity_alarm TO audit_app',
      'GRANT SELECT, INSERT ON audit.integrity_finding TO audit_app',
      ...appendOnly({ service: 'audit', table: 'integrity_finding' }),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.integrity_finding, audit.integrity_alarm, audit.integrity_state');
  }
}

function tables(): string[] {
  return [
    // One row. Frontiers as in log_head.
    `CREATE TABLE audit.integrity_state (
      id smallint PRIMARY KEY CHECK (id = 1),
      frontier bytea NOT NULL,
      newest text NOT NULL,
      groups bigint NOT NULL,
      whole_frontier bytea,
      whole_newest text,
      whole_groups bigint,
      whole_started_at timestamptz,
      whole_done_at timestamptz,
      last_success timestamptz
    )`,
    `INSERT INTO audit.integrity_state (id, frontier, newest, groups) VALUES (1, '\\x0000000000000000', '', 0)`,
    `CREATE TABLE audit.integrity_alarm (
      id uuid PRIMARY KEY,
      raised_at timestamptz NOT NULL,
      ended_at timestamptz
    )`,
    'CREATE UNIQUE INDEX integrity_alarm_open ON audit.integrity_alarm ((1)) WHERE ended_at IS NULL',
    `CREATE TABLE audit.integrity_finding (
      alarm_id uuid NOT NULL REFERENCES audit.integrity_alarm (id),
      kind text NOT NULL,
      place text NOT NULL,
      problem text NOT NULL,
      found_at timestamptz NOT NULL,
      PRIMARY KEY (alarm_id, kind, place)
    )`,
  ];
}
