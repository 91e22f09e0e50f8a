import { LessThan } from 'typeorm';
import { roleGrantEntity } from './entities/grant-and-client.entities.ts';
import type { Transaction } from '#platform/db';
import type { Grants } from '../domain/ports.ts';
import type { GrantInForce, RoleGrant } from '../domain/records.ts';

const GRANT_COLUMNS = `id, tenant_id AS "tenantId", principal_id AS "principalId", grantee_principal_id AS "granteePrincipalId",
  role, access_level AS "accessLevel", tiers, status, created_at AS "createdAt", accepted_at AS "acceptedAt",
  expires_at AS "expiresAt"`;

/** The partial unique index on live grants decides between two offers of the same. */
const ADD = `INSERT INTO role_grant (tenant_id, id, principal_id, invited_email, role, access_level, tiers, status,
    invitation_hash, invitation_expires_at, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'invited', $8, $9, $10, $11)
  ON CONFLICT (tenant_id, principal_id, invited_email, role) WHERE status <> 'revoked' DO NOTHING RETURNING id`;

const END_EXPIRED = `UPDATE role_grant SET status = 'revoked', invitation_hash = NULL
  WHERE tenant_id = $1 AND principal_id = $2 AND status <> 'revoked'
    AND (expires_at <= $3 OR (status = 'invited' AND invitation_expires_at <= $3))`;

const COUNT_LIVE = `SELECT count(*)::integer AS live FROM role_grant
  WHERE tenant_id = $1 AND principal_id = $2 AND status <> 'revoked'`;

const ACCEPT = `UPDATE role_grant
  SET status = 'accepted', grantee_principal_id = $4, accepted_at = $5, invitation_hash = NULL
  WHERE tenant_id = $1 AND invitation_hash = $2 AND invited_email = $3 AND status = 'invited'
    AND invitation_expires_at > $5 AND (expires_at IS NULL OR expires_at > $5)
  RETURNING ${GRANT_COLUMNS}`;

const MOVE = `UPDATE role_grant SET status = $5, invitation_hash = NULL
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND status = ANY ($4) RETURNING ${GRANT_COLUMNS}`;

const HELD_PAGE = `SELECT ${GRANT_COLUMNS} FROM held_grants()
  WHERE $1::uuid IS NULL OR id < $1::uuid ORDER BY id DESC LIMIT $2`;
const IN_FORCE = `SELECT ${GRANT_COLUMNS}, granter_role AS "granterRole", staged_tiers AS "stagedTiers",
  staged_until AS "stagedUntil" FROM grants_in_force($1) ORDER BY accepted_at, id LIMIT $2`;
/** In the order of their ids, so that two transactions cannot wait for each other. */
const LOCK = `SELECT id FROM role_grant WHERE tenant_id = $1 AND principal_id = $2 AND id = ANY ($3) ORDER BY id FOR SHARE`;
const ADDRESSES = `SELECT id, invited_email AS email FROM role_grant
  WHERE tenant_id = $1 AND principal_id = $2 AND id = ANY ($3)`;
const OF_PARTY = `SELECT ${GRANT_COLUMNS} FROM party_grants($1)`;

interface InForceRow extends Omit<GrantInForce, 'staged'> {
  readonly stagedTiers: GrantInForce['tiers'] | null;
  readonly stagedUntil: Date | null;
}

/** Grants in one transaction. */
export function createGrants(tx: Transaction): Grants {
  const firstOf = async (sql: string, parameters: readonly unknown[]): Promise<RoleGrant | undefined> =>
    (await tx.query<RoleGrant>(sql, parameters))[0];
  return {
    add: async (grant) => {
      const { tenantId, id, principalId, invitedEmail, role, accessLevel, tiers } = grant;
      const { invitationHash, invitationExpiresAt, createdAt, expiresAt } = grant;
      const values = [
        tenantId,
        id,
        principalId,
        invitedEmail,
        role,
        accessLevel,
        tiers,
        invitationHash,
        invitationExpiresAt,
        createdAt,
        expiresAt,
      ];
      return (await tx.query(ADD, values)).length === 1;
    },
    endExpired: async ({ tenantId, principalId }, now) => {
      await tx.query(END_EXPIRED, [tenantId, principalId, now]);
    },
    countLive: async ({ tenantId, principalId }) =>
      (await tx.query<{ live: number }>(COUNT_LIVE, [tenantId, principalId]))[0]?.live ?? 0,
    accept: ({ tenantId }, { invitationHash, email, granteePrincipalId, now }) =>
      firstOf(ACCEPT, [tenantId, invitationHash, email, granteePrincipalId, now]),
    move: ({ tenantId, principalId }, id, from, to) => firstOf(MOVE, [tenantId, principalId, id, from, to]),
    find: async ({ tenantId, principalId }, id) =>
      (await tx.manager.findOneBy(roleGrantEntity, { tenantId, principalId, id })) ?? undefined,
    listGranted: ({ tenantId, principalId }, { readLimit, before }) =>
      tx.manager.find(roleGrantEntity, {
        where: { tenantId, principalId, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      }),
    listHeld: ({ readLimit, before }) => tx.query<RoleGrant>(HELD_PAGE, [before ?? null, readLimit]),
    inForce: async (now, limit) => (await tx.query<InForceRow>(IN_FORCE, [now, limit])).map(grantInForce),
    lock: async ({ tenantId, principalId }, ids) => {
      await tx.query(LOCK, [tenantId, principalId, ids]);
    },
    addresses: async ({ tenantId, principalId }, ids) => {
      const rows = await tx.query<{ id: string; email: string }>(ADDRESSES, [tenantId, principalId, ids]);
      return new Map(rows.map(({ id, email }) => [id, email]));
    },
    ofParty: (ids) => tx.query<RoleGrant>(OF_PARTY, [ids]),
  };
}

function grantInForce({ stagedTiers, stagedUntil, ...grant }: InForceRow): GrantInForce {
  return {
    ...grant,
    staged: stagedTiers === null || stagedUntil === null ? null : { tiers: stagedTiers, until: stagedUntil },
  };
}
