import { REQUEST_OPEN_SECONDS } from '../domain/staged-access/limits.ts';
import type { Transaction } from '#platform/db';
import type { StagedAccesses } from '../domain/ports.ts';
import type { StagedAccess, StagedAccessView } from '../domain/staged-access/records.ts';

const VIEW = `id, tenant_id AS "tenantId", principal_id AS "principalId", grant_id AS "grantId",
  second_approver_grant_id AS "secondApproverGrantId", tiers, wait_days AS "waitDays", access_hours AS "accessHours",
  status, revision, request_number AS "requestNumber", recent_requests AS "recentRequests", requested_at AS "requestedAt",
  reason, approved_by_principal_at AS "approvedByPrincipalAt", approved_by_second_at AS "approvedBySecondAt",
  activated_at AS "activatedAt", active_until AS "activeUntil", cooldown_until AS "cooldownUntil", created_at AS "createdAt",
  grantee_principal_id AS "granteePrincipalId", grant_status AS "grantStatus", grant_expires_at AS "grantExpiresAt",
  second_principal_id AS "secondPrincipalId", second_grant_status AS "secondGrantStatus",
  second_grant_expires_at AS "secondGrantExpiresAt"`;

/** The partial unique index on live arrangements decides between two for one grant. */
const ADD = `INSERT INTO staged_access (tenant_id, id, principal_id, grant_id, second_approver_grant_id, tiers, wait_days,
    access_hours, status, revision, request_number, recent_requests, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'arranged', 1, 0, '{}', $9)
  ON CONFLICT (tenant_id, grant_id) WHERE status <> 'revoked' DO NOTHING RETURNING id`;

const LOCK = `SELECT id FROM staged_access WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 FOR UPDATE`;

/** Compare and swap: whatever was written since the revision was read wins. */
const SAVE = `UPDATE staged_access
  SET status = $5, request_number = $6, recent_requests = $7, requested_at = $8, reason = $9, approved_by_principal_at = $10,
    approved_by_second_at = $11, activated_at = $12, active_until = $13, cooldown_until = $14, revision = revision + 1
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND revision = $4 AND status <> 'revoked' RETURNING id`;

/** All that a change of a grant touches, in the order of their ids, so that two such changes cannot wait for each other. */
const LOCK_OF_GRANT = `SELECT grant_id = $3 AND status = 'active' AND active_until > $4 AS "isActive" FROM staged_access
  WHERE tenant_id = $1 AND principal_id = $2 AND (grant_id = $3 OR second_approver_grant_id = $3) AND status <> 'revoked'
  ORDER BY id FOR UPDATE`;
const END = `UPDATE staged_access SET status = $4, requested_at = NULL, reason = NULL, approved_by_principal_at = NULL,
    approved_by_second_at = NULL, activated_at = NULL, active_until = NULL, revision = revision + 1
  WHERE tenant_id = $1 AND principal_id = $2 AND grant_id = $3 AND status NOT IN ('revoked', $4)`;
const TAKE_BACK = `UPDATE staged_access SET approved_by_second_at = NULL, revision = revision + 1
  WHERE tenant_id = $1 AND principal_id = $2 AND second_approver_grant_id = $3 AND status = 'requested'
    AND approved_by_second_at IS NOT NULL`;

const OF_PARTY = `SELECT ${VIEW} FROM party_staged_accesses() WHERE id = ANY ($1)`;
const ME = `nullif(current_setting('app.principal', true), '')::uuid`;
const PAGE = `($1::uuid IS NULL OR id < $1::uuid) ORDER BY id DESC LIMIT $2`;
const ARRANGED_PAGE = `SELECT ${VIEW} FROM party_staged_accesses() WHERE principal_id = ${ME} AND ${PAGE}`;
const HELD_PAGE = `SELECT ${VIEW} FROM party_staged_accesses() WHERE grantee_principal_id = ${ME} AND ${PAGE}`;
/** The same rules as `settle` and `partyOf`. */
const TO_APPROVE_PAGE = `SELECT ${VIEW} FROM party_staged_accesses()
  WHERE second_principal_id = ${ME} AND status = 'requested' AND approved_by_second_at IS NULL
    AND grant_status = 'accepted' AND (grant_expires_at IS NULL OR grant_expires_at > $3)
    AND second_grant_status = 'accepted' AND (second_grant_expires_at IS NULL OR second_grant_expires_at > $3)
    AND requested_at + make_interval(hours => 24 * wait_days, secs => $4) > $3 AND ${PAGE}`;

/** Staged accesses in one transaction. */
export function createStagedAccesses(tx: Transaction): StagedAccesses {
  const ofParty = (ids: readonly string[]): Promise<StagedAccessView[]> => tx.query(OF_PARTY, [ids]);
  return {
    add: async ({ tenantId, id, principalId, grantId, secondApproverGrantId, ...access }) => {
      const { tiers, waitDays, accessHours, createdAt } = access;
      const ids = [tenantId, id, principalId, grantId, secondApproverGrantId];
      return (await tx.query(ADD, [...ids, tiers, waitDays, accessHours, createdAt])).length === 1;
    },
    lock: async ({ tenantId, principalId }, id) =>
      (await tx.query(LOCK, [tenantId, principalId, id])).length === 1 ? (await ofParty([id]))[0] : undefined,
    save: async (access) => (await tx.query(SAVE, savedValues(access))).length === 1,
    endOf: async ({ tenantId, principalId }, grantId, to, now) => {
      const ofGrant = [tenantId, principalId, grantId];
      const locked = await tx.query<{ isActive: boolean | null }>(LOCK_OF_GRANT, [...ofGrant, now]);
      await tx.query(TAKE_BACK, ofGrant);
      await tx.query(END, [...ofGrant, to]);
      return locked.filter(({ isActive }) => isActive === true).length;
    },
    ofParty,
    listArranged: ({ readLimit, before }) => tx.query(ARRANGED_PAGE, [before ?? null, readLimit]),
    listHeld: ({ readLimit, before }) => tx.query(HELD_PAGE, [before ?? null, readLimit]),
    listToApprove: ({ readLimit, before }, now) =>
      tx.query(TO_APPROVE_PAGE, [before ?? null, readLimit, now, REQUEST_OPEN_SECONDS]),
  };
}

function savedValues(access: StagedAccess): unknown[] {
  return [
    access.tenantId,
    access.principalId,
    access.id,
    access.revision,
    access.status,
    access.requestNumber,
    access.recentRequests,
    access.requestedAt,
    access.reason,
    access.approvedByPrincipalAt,
    access.approvedBySecondAt,
    access.activatedAt,
    access.activeUntil,
    access.cooldownUntil,
  ];
}
