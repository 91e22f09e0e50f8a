import { guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';

const service = 'identity';

/** Roles by grant, service accounts, and mail that waits to be sent. */
export const grantAndClientStatements: readonly string[] = [
  `CREATE TABLE identity.role_grant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL UNIQUE,
    principal_id uuid NOT NULL,
    grantee_principal_id uuid REFERENCES identity.principal (id),
    invited_email text NOT NULL CHECK (length(invited_email) <= 320 AND invited_email = lower(invited_email)),
    role text NOT NULL CHECK (role IN ('proxy', 'executor_nominee', 'emergency_contact')),
    access_level text NOT NULL CHECK (access_level IN ('read_only_packs', 'read_only_all', 'limited_write')),
    tiers text[] NOT NULL CHECK (cardinality(tiers) BETWEEN 1 AND 3 AND tiers <@ ARRAY['green', 'amber', 'red']),
    status text NOT NULL CHECK (status IN ('invited', 'accepted', 'suspended', 'revoked')),
    invitation_hash bytea UNIQUE CHECK (octet_length(invitation_hash) = 32),
    invitation_expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    accepted_at timestamptz,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id),
    CHECK (grantee_principal_id IS DISTINCT FROM principal_id),
    CHECK ((grantee_principal_id IS NULL) = (accepted_at IS NULL)),
    CHECK (status = 'revoked' OR (status = 'invited') = (accepted_at IS NULL)),
    CHECK ((status = 'invited') = (invitation_hash IS NOT NULL)),
    CHECK (access_level <> 'limited_write' OR role = 'proxy')
  )`,
  `CREATE INDEX role_grant_of_granter ON identity.role_grant (tenant_id, principal_id, id)`,
  `CREATE INDEX role_grant_of_grantee ON identity.role_grant (grantee_principal_id, id)`,
  `CREATE UNIQUE INDEX role_grant_one_live ON identity.role_grant (tenant_id, principal_id, invited_email, role)
    WHERE status <> 'revoked'`,
  // A service account is a principal of kind service_account; its id is the principal's.
  `CREATE TABLE identity.service_client (
    tenant_id uuid NOT NULL,
    principal_id uuid NOT NULL,
    client_id text NOT NULL UNIQUE CHECK (client_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
    public_key jsonb NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, principal_id),
    FOREIGN KEY (tenant_id, principal_id) REFERENCES identity.principal (tenant_id, id)
  )`,
  `CREATE TABLE identity.mail_outbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    principal_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('confirm_email', 'address_known', 'invitation', 'grant_accepted')),
    message_sealed text NOT NULL CHECK (length(message_sealed) <= 16384),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  ...['role_grant', 'service_client'].flatMap((table) =>
    protectTable({ service, table, ownership: 'principal', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
  ),
  ...protectTable({ service, table: 'mail_outbox', ownership: 'principal', grants: ['SELECT', 'INSERT'] }),
  ...['role_grant', 'service_client', 'mail_outbox'].flatMap((table) => guardWithReceipt(service, table)),
];
