import { createAuditReceipts, guardWithReceipt } from '#platform/audit';
import { createIdempotencyKeys, dropIdempotencyKeys } from '#platform/idempotency';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What decides which documents run: each change needs its audit receipt. */
const AUDITED_TABLES = ['client', 'client_key', 'manifest', 'document', 'manifest_document'] as const;
/** What the gateway notes while it serves: a number that says that the lists changed, and counts. */
const NOTED_TABLES = ['registry_version', 'document_use', 'unknown_use'] as const;
const GRANTS: Readonly<Record<(typeof AUDITED_TABLES)[number] | (typeof NOTED_TABLES)[number], string>> = {
  client: 'SELECT, INSERT, UPDATE',
  client_key: 'SELECT, INSERT, UPDATE',
  manifest: 'SELECT, INSERT, UPDATE',
  document: 'SELECT, INSERT, UPDATE',
  manifest_document: 'SELECT, INSERT, UPDATE',
  registry_version: 'SELECT, UPDATE',
  document_use: 'SELECT, INSERT, UPDATE, DELETE',
  unknown_use: 'SELECT, INSERT, UPDATE, DELETE',
};

/** Clients, their keys, manifests and documents, and how often documents are used. Nothing here belongs to a tenant. */
export class CreateRegistry1770000000000 implements MigrationInterface {
  readonly name = 'CreateRegistry1770000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...createAuditReceipts('gateway'),
      ...clientTables(),
      ...documentTables(),
      ...countingTables(),
      ...[...AUDITED_TABLES, ...NOTED_TABLES].flatMap(forTheService),
      ...AUDITED_TABLES.flatMap((table) => guardWithReceipt('gateway', table)),
      ...createIdempotencyKeys('gateway'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [...AUDITED_TABLES, ...NOTED_TABLES].toReversed();
    const statements = [
      ...dropIdempotencyKeys('gateway'),
      ...[...tables, 'audit_receipt'].map((table) => `DROP TABLE gateway.${table}`),
      ...['require_audit_receipt', 'refuse_change'].map((name) => `DROP FUNCTION gateway.${name}()`),
    ];
    for (const statement of statements) await runner.query(statement);
  }
}

/** Forced row-level security with one policy: the running gateway sees its own tables, and no other role does. */
function forTheService(table: keyof typeof GRANTS): string[] {
  const target = `gateway.${table}`;
  return [
    `ALTER TABLE ${target} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${target} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY of_the_gateway ON ${target} TO gateway_app USING (true) WITH CHECK (true)`,
    `GRANT ${GRANTS[table]} ON ${target} TO gateway_app`,
  ];
}

function clientTables(): string[] {
  return [
    // A partner runs registered documents only, whatever somebody sets.
    `CREATE TABLE gateway.client (
      name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
      party text NOT NULL CHECK (party IN ('first', 'partner')),
      mode text NOT NULL CHECK (mode IN ('open', 'log-unknown', 'safelist', 'ids-only')),
      mode_since timestamptz NOT NULL,
      max_cost integer NOT NULL CHECK (max_cost BETWEEN 1 AND 1000000),
      created_at timestamptz NOT NULL,
      version bigint NOT NULL,
      CHECK (party = 'first' OR mode IN ('safelist', 'ids-only'))
    )`,
    // One key stands for one client: the id is the thumbprint of the key.
    `CREATE TABLE gateway.client_key (
      kid text PRIMARY KEY CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'),
      client text NOT NULL REFERENCES gateway.client (name),
      public_jwk jsonb NOT NULL,
      not_before timestamptz NOT NULL,
      expires timestamptz NOT NULL,
      revoked_at timestamptz,
      created_at timestamptz NOT NULL,
      CHECK (not_before < expires),
      UNIQUE (client, kid)
    )`,
  ];
}

function documentTables(): string[] {
  return [
    // The hash is that of what was signed, so that one manifest is published once.
    `CREATE TABLE gateway.manifest (
      client text NOT NULL REFERENCES gateway.client (name),
      id uuid NOT NULL,
      kid text NOT NULL,
      jws text NOT NULL CHECK (char_length(jws) <= 1000000),
      content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
      format text NOT NULL CHECK (format IN ('apollo', 'relay', 'key-value')),
      not_before timestamptz NOT NULL,
      expires timestamptz NOT NULL,
      published_at timestamptz NOT NULL,
      retired_at timestamptz,
      document_count integer NOT NULL CHECK (document_count >= 1),
      CHECK (not_before < expires),
      PRIMARY KEY (client, id),
      CONSTRAINT manifest_published_once UNIQUE (client, content_hash),
      FOREIGN KEY (client, kid) REFERENCES gateway.client_key (client, kid)
    )`,
    `CREATE TABLE gateway.document (
      client text NOT NULL,
      id text COLLATE "C" NOT NULL CHECK (char_length(id) BETWEEN 1 AND 150),
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
      body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 100000),
      text_hash text NOT NULL CHECK (text_hash ~ '^[0-9a-f]{64}$'),
      kind text NOT NULL CHECK (kind IN ('query', 'mutation')),
      max_cost integer NOT NULL CHECK (max_cost >= 0),
      first_manifest_id uuid NOT NULL,
      last_manifest_id uuid NOT NULL,
      registered_at timestamptz NOT NULL,
      retired_at timestamptz,
      PRIMARY KEY (client, id),
      FOREIGN KEY (client, first_manifest_id) REFERENCES gateway.manifest (client, id),
      FOREIGN KEY (client, last_manifest_id) REFERENCES gateway.manifest (client, id)
    )`,
    // In which manifests a document is: it may be run as long as one of them holds.
    `CREATE TABLE gateway.manifest_document (
      client text NOT NULL,
      manifest_id uuid NOT NULL,
      document_id text COLLATE "C" NOT NULL,
      PRIMARY KEY (client, manifest_id, document_id),
      FOREIGN KEY (client, manifest_id) REFERENCES gateway.manifest (client, id),
      FOREIGN KEY (client, document_id) REFERENCES gateway.document (client, id)
    )`,
    'CREATE INDEX manifest_document_of_document ON gateway.manifest_document (client, document_id)',
  ];
}

function countingTables(): string[] {
  return [
    `CREATE TABLE gateway.registry_version (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      version bigint NOT NULL
    )`,
    'INSERT INTO gateway.registry_version (version) VALUES (0)',
    // Without references: clients of the files are counted too, and counting never waits for a lock on what is counted.
    `CREATE TABLE gateway.document_use (
      client text NOT NULL,
      id text COLLATE "C" NOT NULL,
      day date NOT NULL,
      by_id bigint NOT NULL CHECK (by_id >= 0),
      by_text bigint NOT NULL CHECK (by_text >= 0),
      last_used timestamptz NOT NULL,
      PRIMARY KEY (client, id, day)
    )`,
    'CREATE INDEX document_use_day ON gateway.document_use (day)',
    `CREATE TABLE gateway.unknown_use (
      client text NOT NULL,
      hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
      day date NOT NULL,
      sample text NOT NULL CHECK (char_length(sample) <= 2000),
      count bigint NOT NULL CHECK (count >= 1),
      last_used timestamptz NOT NULL,
      PRIMARY KEY (client, day, hash)
    )`,
    'CREATE INDEX unknown_use_day ON gateway.unknown_use (day)',
  ];
}
