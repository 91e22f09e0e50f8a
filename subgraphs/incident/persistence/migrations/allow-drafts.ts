import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Incidents that the service drafts itself; nobody has reported them, and nobody is the author of their first revision. */
export class AllowDrafts1769500000000 implements MigrationInterface {
  readonly name = 'AllowDrafts1769500000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      'ALTER TABLE incident.incident DROP CONSTRAINT incident_status_check',
      `ALTER TABLE incident.incident ADD CONSTRAINT incident_status_check CHECK (status IN ('reported', 'draft'))`,
      'ALTER TABLE incident.incident ALTER COLUMN reported_by DROP NOT NULL',
      `ALTER TABLE incident.incident ADD CONSTRAINT incident_reporter_check CHECK ((status = 'draft') = (reported_by IS NULL))`,
      'ALTER TABLE incident.incident_revision ALTER COLUMN author DROP NOT NULL',
      // Whoever revises is a person.
      'ALTER TABLE incident.incident_revision ADD CONSTRAINT incident_revision_author_check CHECK (author IS NOT NULL OR number = 1)',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      'ALTER TABLE incident.incident_revision DROP CONSTRAINT incident_revision_author_check',
      'ALTER TABLE incident.incident_revision ALTER COLUMN author SET NOT NULL',
      'ALTER TABLE incident.incident DROP CONSTRAINT incident_reporter_check',
      'ALTER TABLE incident.incident ALTER COLUMN reported_by SET NOT NULL',
      'ALTER TABLE incident.incident DROP CONSTRAINT incident_status_check',
      `ALTER TABLE incident.incident ADD CONSTRAINT incident_status_check CHECK (status IN ('reported'))`,
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
