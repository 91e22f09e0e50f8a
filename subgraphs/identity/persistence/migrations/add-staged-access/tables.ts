import { guardWithReceipt } from '#platform/audit';
import { protectTable } from '#platform/db';

const service = 'identity';
const table = 'staged_access';

const MAIL_KINDS = ['confirm_email', 'address_known', 'invitation', 'grant_accepted'];
const STAGED_MAIL_KINDS = ['requested', 'approved', 'activated', 'vetoed'].map((event) => `staged_access_${event}`);

/** What changes at tables that were there. */
export const changeStatements: readonly string[] = [
  // So that a reference names the owner too: within an organisation it could cross from one person to another.
  'ALTER TABLE identity.role_grant ADD CONSTRAINT role_grant_of_principal UNIQUE (tenant_id, principal_id, id)',
  'DROP INDEX identity.role_grant_of_granter',
  // Grants that say more than their role may: nothing ever read the vault by them. As the owner, whom no policy lets write.
  'ALTER TABLE identity.role_grant NO FORCE ROW LEVEL SECURITY',
  'ALTER TABLE identity.role_grant DISABLE TRIGGER audit_guard',
  `UPDATE identity.role_grant SET access_level = 'read_only_packs' WHERE role <> 'proxy'`,
  'ALTER TABLE identity.role_grant ENABLE ALWAYS TRIGGER audit_guard',
  'ALTER TABLE identity.role_grant FORCE ROW LEVEL SECURITY',
  `ALTER TABLE identity.role_grant ADD CONSTRAINT role_grant_packs_only
    CHECK (role = 'proxy' OR access_level = 'read_only_packs')`,
  ...mailKinds([...MAIL_KINDS, ...STAGED_MAIL_KINDS]),
];

/** The reverse; a grant that was narrowed stays so. */
export const changeBackStatements: readonly string[] = [
  // Mail that was queued stays.
  ...mailKinds(MAIL_KINDS, 'NOT VALID'),
  'ALTER TABLE identity.role_grant DROP CONSTRAINT role_grant_packs_only',
  'CREATE INDEX role_grant_of_granter ON identity.role_grant (tenant_id, principal_id, id)',
  'ALTER TABLE identity.role_grant DROP CONSTRAINT role_grant_of_principal',
];

/** An activation without both approvals and before the end of the wait is refused by the database as well. */
export const tableStatements: readonly string[] = [
  `CREATE TABLE identity.staged_access (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    principal_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    second_approver_grant_id uuid,
    tiers text[] NOT NULL CHECK (cardinality(tiers) BETWEEN 1 AND 3 AND tiers <@ ARRAY['green', 'amber', 'red']),
    wait_days integer NOT NULL CHECK (wait_days IN (7, 14, 30)),
    access_hours integer NOT NULL CHECK (access_hours BETWEEN 1 AND 168),
    status text NOT NULL CHECK (status IN ('arranged', 'requested', 'active', 'revoked')),
    revision integer NOT NULL CHECK (revision >= 1),
    request_number integer NOT NULL CHECK (request_number >= 0),
    recent_requests timestamptz[] NOT NULL CHECK (cardinality(recent_requests) <= 3),
    requested_at timestamptz,
    reason text CHECK (length(reason) BETWEEN 1 AND 500),
    approved_by_principal_at timestamptz,
    approved_by_second_at timestamptz,
    activated_at timestamptz,
    active_until timestamptz,
    cooldown_until timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, principal_id, grant_id) REFERENCES identity.role_grant (tenant_id, principal_id, id),
    FOREIGN KEY (tenant_id, principal_id, second_approver_grant_id)
      REFERENCES identity.role_grant (tenant_id, principal_id, id),
    CHECK (second_approver_grant_id IS DISTINCT FROM grant_id),
    CHECK ((status IN ('requested', 'active')) = (requested_at IS NOT NULL)),
    CHECK (requested_at IS NOT NULL OR (reason IS NULL AND approved_by_principal_at IS NULL AND approved_by_second_at IS NULL)),
    CHECK (approved_by_second_at IS NULL OR second_approver_grant_id IS NOT NULL),
    CHECK ((status = 'active') = (activated_at IS NOT NULL)),
    CHECK ((status = 'active') = (active_until IS NOT NULL)),
    CHECK (active_until <= activated_at + make_interval(hours => access_hours)),
    CHECK (status <> 'active' OR (approved_by_principal_at IS NOT NULL AND approved_by_second_at IS NOT NULL)
      OR activated_at >= requested_at + make_interval(hours => 24 * wait_days))
  )`,
  `CREATE INDEX staged_access_of_principal ON identity.staged_access (tenant_id, principal_id, id)`,
  `CREATE INDEX staged_access_of_grant ON identity.staged_access (tenant_id, grant_id)`,
  `CREATE INDEX staged_access_of_second ON identity.staged_access (tenant_id, second_approver_grant_id)`,
  `CREATE UNIQUE INDEX staged_access_one_live ON identity.staged_access (tenant_id, grant_id) WHERE status <> 'revoked'`,
  ...protectTable({ service, table, ownership: 'principal', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
  ...guardWithReceipt(service, table),
];

function mailKinds(kinds: readonly string[], validity = ''): string[] {
  const list = kinds.map((kind) => `'${kind}'`).join(', ');
  return [
    'ALTER TABLE identity.mail_outbox DROP CONSTRAINT mail_outbox_kind_check',
    `ALTER TABLE identity.mail_outbox ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (${list})) ${validity}`,
  ];
}
