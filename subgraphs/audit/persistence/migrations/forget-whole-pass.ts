import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A pass over the whole log relies on nothing stored, so that nothing of it is: each writer begins with one of its own. */
export class ForgetWholePass1769800000000 implements MigrationInterface {
  readonly name = 'ForgetWholePass1769800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit.integrity_state
      DROP COLUMN whole_frontier, DROP COLUMN whole_newest, DROP COLUMN whole_groups,
      DROP COLUMN whole_started_at, DROP COLUMN whole_done_at`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit.integrity_state
      ADD COLUMN whole_frontier bytea, ADD COLUMN whole_newest text, ADD COLUMN whole_groups bigint,
      ADD COLUMN whole_started_at timestamptz, ADD COLUMN whole_done_at timestamptz`);
  }
}
