import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a document that was retired comes back, manifests of before do not count for it any more, however long they hold. */
export class EndOldManifests1771000000000 implements MigrationInterface {
  readonly name = 'EndOldManifests1771000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gateway.manifest_document ADD COLUMN retired_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gateway.manifest_document DROP COLUMN retired_at');
  }
}
