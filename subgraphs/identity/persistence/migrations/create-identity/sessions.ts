import { guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';

const service = 'identity';
const TABLES = ['mfa_challenge', 'session', 'refresh_token'];

/** Challenges, sessions and their refresh tokens. Tokens are stored as SHA-256 alone. */
export const sessionStatements: readonly string[] = [
  `CREATE TABLE identity.mfa_challenge (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL UNIQUE,
    principal_id uuid NOT NULL,
    method text NOT NULL CHECK (method IN ('totp')),
    device_name text CHECK (length(device_name) <= 64),
    state text NOT NULL CHECK (state IN ('pending', 'verified', 'failed')),
    attempts integer NOT NULL CHECK (attempts BETWEEN 0 AND 5),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id)
  )`,
  `CREATE TABLE identity.session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    principal_id uuid NOT NULL,
    device_name text CHECK (length(device_name) <= 64),
    client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 128),
    acr text NOT NULL CHECK (acr IN ('aal1', 'aal2')),
    amr text[] NOT NULL,
    auth_time timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoke_reason text CHECK (revoke_reason IN ('own_wish', 'refresh_reuse')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id),
    CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL))
  )`,
  `CREATE INDEX session_of_principal ON identity.session (tenant_id, principal_id, id)`,
  // The family of a refresh token is its session.
  `CREATE TABLE identity.refresh_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    principal_id uuid NOT NULL,
    session_id uuid NOT NULL,
    parent_id uuid,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, parent_id),
    FOREIGN KEY (tenant_id, session_id) REFERENCES identity.session (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES identity.refresh_token (tenant_id, id)
  )`,
  `CREATE INDEX refresh_token_of_session ON identity.refresh_token (tenant_id, session_id)`,
  ...TABLES.flatMap((table) =>
    protectTable({ service, table, ownership: 'principal', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
  ),
  ...TABLES.flatMap((table) => guardWithReceipt(service, table)),
];
