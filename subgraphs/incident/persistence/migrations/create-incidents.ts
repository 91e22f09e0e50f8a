import { createAuditReceipts, guardWithReceipt } from '#platform/audit';
import { appendOnly, protectTable } from '#platform/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['incident', 'incident_revision'] as const;

/** Incidents of organisations and their revisions; both are only ever added to, each addition with its audit receipt. */
export class CreateIncidents1764000000000 implements MigrationInterface {
  readonly name = 'CreateIncidents1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...createAuditReceipts('incident'),
      ...tables(),
      ...TABLES.flatMap((table) =>
        protectTable({ service: 'incident', table, ownership: 'tenant', grants: ['SELECT', 'INSERT'] }),
      ),
      ...TABLES.flatMap((table) => appendOnly({ service: 'incident', table })),
      ...TABLES.flatMap((table) => guardWithReceipt('incident', table)),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const tableSql of [...TABLES.toReversed(), 'audit_receipt'])
      await runner.query(`DROP TABLE incident.${tableSql}`);
    for (const nameSql of ['require_audit_receipt', 'refuse_change'])
      await runner.query(`DROP FUNCTION incident.${nameSql}()`);
  }
}

function tables(): string[] {
  return [
    `CREATE TABLE incident.incident (
      tenant_id uuid NOT NULL,
      id uuid NOT NULL,
      status text NOT NULL CHECK (status IN ('reported')),
      discovered_at timestamptz NOT NULL,
      reported_at timestamptz NOT NULL,
      reported_by uuid NOT NULL,
      CHECK (discovered_at <= reported_at),
      PRIMARY KEY (tenant_id, id)
    )`,
    // The primary key lets one of two concurrent revisions with the same number win; the foreign key stays in the tenant.
    `CREATE TABLE incident.incident_revision (
      tenant_id uuid NOT NULL,
      incident_id uuid NOT NULL,
      number integer NOT NULL CHECK (number >= 1),
      title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
      description text NOT NULL CHECK (char_length(description) BETWEEN 1 AND 4000),
      certainty text NOT NULL CHECK (certainty IN ('alleged', 'confirmed')),
      compromise_type text NOT NULL CHECK (compromise_type IN
        ('loss', 'damage', 'unauthorised_destruction', 'unlawful_access', 'unlawful_processing')),
      affected_data_classes text[] NOT NULL CHECK (cardinality(affected_data_classes) BETWEEN 1 AND 20),
      affected_user_count integer NOT NULL CHECK (affected_user_count >= 0),
      mitigation_steps text CHECK (char_length(mitigation_steps) BETWEEN 1 AND 4000),
      possible_consequences text CHECK (char_length(possible_consequences) BETWEEN 1 AND 4000),
      reason text CHECK (char_length(reason) BETWEEN 1 AND 500),
      author uuid NOT NULL,
      created_at timestamptz NOT NULL,
      CHECK ((number = 1) = (reason IS NULL)),
      PRIMARY KEY (tenant_id, incident_id, number),
      FOREIGN KEY (tenant_id, incident_id) REFERENCES incident.incident (tenant_id, id)
    )`,
  ];
}
