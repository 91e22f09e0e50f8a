import { guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';

const service = 'identity';

/** Tenants, people and their credentials. Nobody is a principal before their address is confirmed and a factor enrolled. */
export const accountStatements: readonly string[] = [
  `CREATE TABLE identity.tenant (
    tenant_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('personal', 'organisation')),
    created_at timestamptz NOT NULL
  )`,
  `CREATE TABLE identity.principal (
    tenant_id uuid NOT NULL REFERENCES identity.tenant (tenant_id),
    id uuid NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('human', 'service_account')),
    email text CHECK (length(email) <= 320 AND email = lower(email)),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 120),
    role text NOT NULL
      CHECK (role IN ('principal', 'operator', 'auditor', 'information_officer', 'reviewer', 'partner')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK ((kind = 'human') = (email IS NOT NULL))
  )`,
  `CREATE UNIQUE INDEX principal_email ON identity.principal (email)`,
  `CREATE TABLE identity.credential (
    tenant_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%' AND length(password_hash) <= 512),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, principal_id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id)
  )`,
  `CREATE TABLE identity.totp_factor (
    tenant_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    secret_sealed text NOT NULL CHECK (length(secret_sealed) <= 2048),
    last_step bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, principal_id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id)
  )`,
  // The ids that the person will have; no foreign key, because neither tenant nor principal exists before the end.
  `CREATE TABLE identity.registration (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    principal_id uuid NOT NULL,
    email text NOT NULL CHECK (length(email) <= 320 AND email = lower(email)),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 120),
    password_hash text CHECK (password_hash LIKE '$argon2id$%' AND length(password_hash) <= 512),
    email_token_hash bytea NOT NULL UNIQUE CHECK (octet_length(email_token_hash) = 32),
    email_token_expires_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    enrolment_token_hash bytea UNIQUE CHECK (octet_length(enrolment_token_hash) = 32),
    enrolment_expires_at timestamptz,
    secret_sealed text CHECK (length(secret_sealed) <= 2048),
    completed_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (completed_at IS NULL OR (confirmed_at IS NOT NULL AND password_hash IS NULL AND secret_sealed IS NULL))
  )`,
  // Keyed by a keyed hash of what was typed, known or not, so that both take the same path.
  `CREATE TABLE identity.login_failures (
    identifier_hash bytea PRIMARY KEY CHECK (octet_length(identifier_hash) = 32),
    failures integer NOT NULL CHECK (failures >= 0),
    last_failed_at timestamptz,
    locked_until timestamptz
  )`,
  `CREATE TABLE identity.service_secret (
    name text PRIMARY KEY CHECK (length(name) <= 60),
    secret_sealed text NOT NULL CHECK (length(secret_sealed) <= 2048),
    created_at timestamptz NOT NULL
  )`,
  ...protectTable({ service, table: 'tenant', ownership: 'tenant', grants: ['SELECT', 'INSERT'] }),
  ...protectTable({ service, table: 'principal', ownership: 'tenant', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
  ...['credential', 'totp_factor', 'registration'].flatMap((table) =>
    protectTable({ service, table, ownership: 'principal', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
  ),
  ...withoutTenant('login_failures', 'SELECT, INSERT, UPDATE'),
  ...withoutTenant('service_secret', 'SELECT, INSERT'),
  ...['tenant', 'principal', 'credential', 'totp_factor', 'registration', 'login_failures'].flatMap((table) =>
    guardWithReceipt(service, table),
  ),
];

/** Tables of the service itself: they hold keyed hashes, counters and sealed keys, nothing that belongs to a tenant. */
function withoutTenant(table: string, grants: string): string[] {
  return [
    `ALTER TABLE identity.${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE identity.${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY service_only ON identity.${table} TO identity_app USING (true) WITH CHECK (true)`,
    `GRANT ${grants} ON identity.${table} TO identity_app`,
  ];
}
