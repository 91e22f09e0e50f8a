import { appendOnly } from '#platform/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;
/** Set by the sequencer, which writes for everybody, and by auditors' searches, which are recorded themselves. */
const GLOBAL_PURPOSE = `current_setting('app.purpose', true) IN ('sequencer', 'auditor')`;
const APPEND_ONLY_TABLES = ['audit_entry', 'log_node', 'pseudonym', 'audit_detail'];

/**
 * The log, its tree, and what stands beside it. Leaves hold pseudonyms and commitments; who is behind a pseudonym is in
 * `pseudonym`, what a commitment opens to is in `audit_detail`, sealed. Both stand apart, so that leaves and proofs would
 * still verify without them (audit design, section 5).
 */
export class CreateAuditLog1764000000000 implements MigrationInterface {
  readonly name = 'CreateAuditLog1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const appendOnlyTables = APPEND_ONLY_TABLES.flatMap((table) => appendOnly({ service: 'audit', table }));
    for (const statement of [...treeTables(), ...entryTables(), ...policies(), ...appendOnlyTables]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE audit.audit_detail, audit.audit_entry, audit.tenant_head, audit.pseudonym, audit.log_node, audit.log_head',
    );
    await runner.query('DROP FUNCTION audit.refuse_change()');
  }
}

function treeTables(): string[] {
  return [
    // One row. The frontier is enough to append; the epoch fences off a sequencer that was replaced.
    `CREATE TABLE audit.log_head (
      id smallint PRIMARY KEY CHECK (id = 1),
      size bigint NOT NULL CHECK (size >= 0),
      root bytea NOT NULL CHECK (octet_length(root) = 32),
      frontier bytea NOT NULL,
      epoch bigint NOT NULL
    )`,
    `INSERT INTO audit.log_head (id, size, root, frontier, epoch) VALUES (1, 0, sha256(''), '\\x0000000000000000', 0)`,
    `CREATE TABLE audit.log_node (
      level smallint NOT NULL,
      index bigint NOT NULL,
      hash bytea NOT NULL CHECK (octet_length(hash) = 32),
      PRIMARY KEY (level, index)
    )`,
  ];
}

function entryTables(): string[] {
  return [
    // tenant_ref is the tenant's own pseudonym; its row names itself.
    `CREATE TABLE audit.pseudonym (
      tenant_ref uuid NOT NULL,
      kind text NOT NULL CHECK (kind IN ('tenant', 'principal', 'object')),
      raw_id uuid NOT NULL,
      ref uuid NOT NULL UNIQUE,
      PRIMARY KEY (tenant_ref, kind, raw_id)
    )`,
    `CREATE UNIQUE INDEX pseudonym_tenant ON audit.pseudonym (raw_id) WHERE kind = 'tenant'`,
    `CREATE TABLE audit.tenant_head (
      tenant_ref uuid PRIMARY KEY,
      seq bigint NOT NULL,
      leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32)
    )`,
    `CREATE TABLE audit.audit_entry (
      index bigint PRIMARY KEY,
      event_id uuid NOT NULL UNIQUE,
      kind text NOT NULL CHECK (kind IN ('PREPARED', 'OUTCOME', 'FACT')),
      intent_id uuid,
      service text NOT NULL,
      tenant_ref uuid NOT NULL,
      tenant_seq bigint NOT NULL,
      actor_ref uuid,
      actor_type text NOT NULL,
      owner_ref uuid,
      action text NOT NULL,
      target_type text NOT NULL,
      target_ref uuid NOT NULL,
      tier text NOT NULL CHECK (tier IN ('green', 'amber', 'red')),
      outcome text NOT NULL CHECK (outcome IN ('ATTEMPTED', 'COMMITTED', 'ABORTED', 'OK', 'DENIED', 'FAILED')),
      request_id text NOT NULL,
      recorded_at timestamptz NOT NULL,
      event_hash bytea NOT NULL,
      leaf text NOT NULL,
      UNIQUE (tenant_ref, tenant_seq)
    )`,
    `CREATE UNIQUE INDEX audit_entry_intent ON audit.audit_entry (intent_id, kind) WHERE intent_id IS NOT NULL`,
    `CREATE INDEX audit_entry_target ON audit.audit_entry (tenant_ref, target_ref, index DESC)`,
    `CREATE INDEX audit_entry_global_target ON audit.audit_entry (target_ref, index DESC)`,
    `CREATE INDEX audit_entry_action ON audit.audit_entry (action, index DESC)`,
    `CREATE INDEX audit_entry_pending ON audit.audit_entry (service, recorded_at) WHERE kind = 'PREPARED'`,
    `CREATE TABLE audit.audit_detail (
      event_id uuid PRIMARY KEY,
      tenant_ref uuid NOT NULL,
      sealed text NOT NULL
    )`,
  ];
}

function policies(): string[] {
  const ownTenant = `tenant_ref IN (SELECT p.ref FROM audit.pseudonym p WHERE p.kind = 'tenant' AND p.raw_id = ${CURRENT_TENANT})`;
  const scoped = ['audit_entry', 'audit_detail', 'tenant_head'].flatMap((table) => [
    ...forced(table),
    `CREATE POLICY visible ON audit.${table} TO audit_app USING (${GLOBAL_PURPOSE} OR ${ownTenant}) WITH CHECK (${GLOBAL_PURPOSE})`,
  ]);
  return [
    ...scoped,
    ...forced('pseudonym'),
    // A tenant's own row names itself, so that the policy above can start from it.
    `CREATE POLICY visible ON audit.pseudonym TO audit_app
      USING (${GLOBAL_PURPOSE} OR (kind = 'tenant' AND raw_id = ${CURRENT_TENANT})
        OR tenant_ref = nullif(current_setting('app.tenant_ref', true), '')::uuid)
      WITH CHECK (${GLOBAL_PURPOSE})`,
    // The tree says nothing about anybody.
    ...['log_head', 'log_node'].flatMap((table) => [
      ...forced(table),
      `CREATE POLICY visible ON audit.${table} TO audit_app USING (true) WITH CHECK (${GLOBAL_PURPOSE})`,
    ]),
    'GRANT SELECT, INSERT ON audit.audit_entry, audit.audit_detail, audit.pseudonym, audit.log_node TO audit_app',
    'GRANT SELECT, INSERT, UPDATE ON audit.tenant_head TO audit_app',
    'GRANT SELECT, UPDATE ON audit.log_head TO audit_app',
  ];
}

function forced(table: string): string[] {
  return [
    `ALTER TABLE audit.${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE audit.${table} FORCE ROW LEVEL SECURITY`,
  ];
}
