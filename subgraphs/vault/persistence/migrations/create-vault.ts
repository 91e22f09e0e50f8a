import { createAuditReceipts, guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';
import { versionRules } from './version-rules.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['person', 'asset', 'document', 'document_version', 'transfer_ticket'] as const;

/** What the service itself may do. Nothing is ever edited; a version and a ticket are settled once, an announcement can be void. */
const GRANTS = {
  person: ['SELECT', 'INSERT'],
  asset: ['SELECT', 'INSERT'],
  document: ['SELECT', 'INSERT'],
  document_version: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  transfer_ticket: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
} as const;

const TIER = `tier text NOT NULL CHECK (tier IN ('green', 'amber', 'red'))`;
const OWNED = `tenant_id uuid NOT NULL,
      id uuid NOT NULL,
      principal_id uuid NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)`;

/** People, assets, documents, versions and tickets: each row of one principal, each change with its audit receipt. */
export class CreateVault1764000000000 implements MigrationInterface {
  readonly name = 'CreateVault1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...createAuditReceipts('vault'),
      ...ownedThings(),
      ...documents(),
      ...versionRules(),
      ...TABLES.flatMap((table) =>
        protectTable({ service: 'vault', table, ownership: 'principal', grants: GRANTS[table] }),
      ),
      ...TABLES.flatMap((table) => guardWithReceipt('vault', table)),
      ...storedObjects(),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION vault.stored_objects(text[])');
    for (const tableSql of [...TABLES.toReversed(), 'audit_receipt'])
      await runner.query(`DROP TABLE vault.${tableSql}`);
    const functions = ['require_audit_receipt', 'refuse_change', 'keep_version', 'keep_ticket', 'refuse_truncate'];
    for (const nameSql of functions) await runner.query(`DROP FUNCTION vault.${nameSql}()`);
  }
}

function ownedThings(): string[] {
  return [
    `CREATE TABLE vault.person (
      ${OWNED},
      full_name text NOT NULL CHECK (char_length(full_name) BETWEEN 1 AND 120),
      email text CHECK (char_length(email) BETWEEN 3 AND 320),
      phone_e164 text CHECK (phone_e164 ~ '^[+][1-9][0-9]{1,14}$'),
      relationship text CHECK (char_length(relationship) BETWEEN 1 AND 80)
    )`,
    `CREATE INDEX person_owner ON vault.person (tenant_id, principal_id, id DESC)`,
    `CREATE TABLE vault.asset (
      ${OWNED},
      category text NOT NULL CHECK (category IN
        ('property', 'bank_account', 'insurance_policy', 'vehicle', 'business_interest', 'digital_account', 'other')),
      label text NOT NULL CHECK (char_length(label) BETWEEN 1 AND 120),
      notes text CHECK (char_length(notes) BETWEEN 1 AND 4000),
      ${TIER}
    )`,
    `CREATE INDEX asset_owner ON vault.asset (tenant_id, principal_id, id DESC)`,
  ];
}

/** Foreign keys carry tenant and principal, so that no reference can cross to somebody else's row: they ignore row-level security. */
function documents(): string[] {
  return [
    `CREATE TABLE vault.document (
      ${OWNED},
      title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 160),
      type text NOT NULL CHECK (type IN
        ('id', 'proof_of_address', 'will', 'advance_directive', 'medical_letter', 'policy', 'statement', 'other')),
      ${TIER},
      tags text[] NOT NULL CHECK (cardinality(tags) <= 20 AND array_position(tags, NULL) IS NULL),
      UNIQUE (tenant_id, principal_id, id)
    )`,
    `CREATE TABLE vault.document_version (
      ${OWNED},
      document_id uuid NOT NULL,
      number int NOT NULL CHECK (number > 0),
      status text NOT NULL CHECK (status IN ('pending', 'available')),
      scan text NOT NULL CHECK (scan IN ('not_scanned', 'clean')),
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      byte_size int NOT NULL CHECK (byte_size BETWEEN 1 AND 52428800),
      media_type text NOT NULL CHECK (media_type IN
        ('application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'image/heic', 'text/plain')),
      object_key text CHECK (char_length(object_key) <= 130),
      key_id text CHECK (char_length(key_id) <= 64),
      wrapped_key bytea CHECK (octet_length(wrapped_key) <= 4096),
      available_at timestamptz,
      CHECK (CASE status WHEN 'pending'
        THEN num_nonnulls(object_key, key_id, wrapped_key, available_at) = 0 AND scan = 'not_scanned'
        ELSE num_nulls(object_key, key_id, wrapped_key, available_at) = 0 END),
      UNIQUE (tenant_id, principal_id, id),
      CONSTRAINT document_version_number UNIQUE (tenant_id, document_id, number),
      FOREIGN KEY (tenant_id, principal_id, document_id) REFERENCES vault.document (tenant_id, principal_id, id)
    )`,
    `CREATE UNIQUE INDEX document_version_content ON vault.document_version (tenant_id, document_id, sha256)
      WHERE status = 'available'`,
    // Not led by the tenant: the sweeper asks for keys alone, and a key stands for one object in the whole store.
    `CREATE UNIQUE INDEX document_version_object ON vault.document_version (object_key)`,
    `CREATE TABLE vault.transfer_ticket (
      ${OWNED},
      purpose text NOT NULL CHECK (purpose IN ('upload', 'download')),
      version_id uuid NOT NULL,
      holder_id uuid NOT NULL,
      session_id uuid NOT NULL,
      token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
      expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
      consumed_at timestamptz,
      UNIQUE (tenant_id, token_hash),
      FOREIGN KEY (tenant_id, principal_id, version_id)
        REFERENCES vault.document_version (tenant_id, principal_id, id)
    )`,
    `CREATE INDEX transfer_ticket_version ON vault.transfer_ticket (tenant_id, version_id)`,
  ];
}

/**
 * Which of some keys belong to a version, whoever's it is: what the sweeper may not delete. It returns nothing that was not
 * asked for. Row-level security binds the owner too, hence the policy.
 */
function storedObjects(): string[] {
  return [
    `CREATE POLICY stored_objects ON vault.document_version FOR SELECT TO vault_owner USING (true)`,
    `CREATE FUNCTION vault.stored_objects(keys text[]) RETURNS SETOF text
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vault, pg_temp
      AS $$ SELECT object_key FROM vault.document_version WHERE object_key = ANY (keys) $$`,
    `REVOKE ALL ON FUNCTION vault.stored_objects(text[]) FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION vault.stored_objects(text[]) TO vault_app`,
  ];
}
