import { LessThan } from 'typeorm';
import { principalEntity } from './entities/account.entities.ts';
import { serviceClientEntity } from './entities/grant-and-client.entities.ts';
import { challengeEntity, refreshTokenEntity, sessionEntity } from './entities/session.entities.ts';
import { SESSION_IDLE_SECONDS } from '../domain/lifetimes.ts';
import type { Transaction } from '#platform/db';
import type { Sessions } from '../domain/ports.ts';
import type { RefreshToken, Scope, Session, SessionOwner } from '../domain/records.ts';

const SESSION_COLUMNS = `tenant_id AS "tenantId", id, principal_id AS "principalId", device_name AS "deviceName",
  client_id AS "clientId", acr, amr, auth_time AS "authTime", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

/** Of two uses at once the second waits for the first, looks again, and does not match. */
const USE_REFRESH_TOKEN = `UPDATE refresh_token SET used_at = $2
  WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
  RETURNING id, session_id AS "sessionId", used_at AS "usedAt"`;

/** Only a session that lives can be renewed; the same rule as `isAlive`. */
const TOUCH = `UPDATE session SET last_seen_at = $4, auth_time = coalesce($5, auth_time)
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND revoked_at IS NULL AND expires_at > $4
    AND last_seen_at + make_interval(secs => $6) > $4
  RETURNING ${SESSION_COLUMNS}`;

const REVOKE = `UPDATE session SET revoked_at = $4, revoke_reason = $5
  WHERE tenant_id = $1 AND principal_id = $2 AND id = $3 AND revoked_at IS NULL RETURNING id`;

const REVOKE_ALL = `UPDATE session SET revoked_at = $3, revoke_reason = $4
  WHERE tenant_id = $1 AND principal_id = $2 AND revoked_at IS NULL RETURNING id`;

const FAIL_CHALLENGES = `UPDATE mfa_challenge SET state = 'failed'
  WHERE tenant_id = $1 AND principal_id = $2 AND state = 'pending'`;

/** Sessions in one transaction. */
export function createSessions(tx: Transaction): Sessions {
  const { manager } = tx;
  const find = async ({ tenantId, principalId }: Scope, id: string): Promise<Session | undefined> =>
    (await manager.findOneBy(sessionEntity, { tenantId, principalId, id })) ?? undefined;
  return {
    addChallenge: async (challenge) => {
      await manager.insert(challengeEntity, { ...challenge, method: 'totp' });
    },
    lockChallenge: async ({ tenantId, principalId }, id) =>
      (await manager.findOne(challengeEntity, {
        where: { tenantId, principalId, id },
        lock: { mode: 'pessimistic_write' },
      })) ?? undefined,
    saveChallenge: async ({ tenantId, id, state, attempts }) => {
      await manager.update(challengeEntity, { tenantId, id }, { state, attempts });
    },
    add: async (session) => {
      await manager.insert(sessionEntity, { ...session, amr: [...session.amr] });
    },
    addRefreshToken: async (token) => {
      await manager.insert(refreshTokenEntity, token);
    },
    useRefreshToken: async (tokenHash, now) => (await tx.query<RefreshToken>(USE_REFRESH_TOKEN, [tokenHash, now]))[0],
    refreshToken: async (tokenHash) => (await manager.findOneBy(refreshTokenEntity, { tokenHash })) ?? undefined,
    find,
    touch: async ({ tenantId, principalId }, id, { now, authTime }) =>
      (await tx.query<Session>(TOUCH, [tenantId, principalId, id, now, authTime ?? null, SESSION_IDLE_SECONDS]))[0],
    revoke: async ({ tenantId, principalId }, id, reason, now) =>
      (await tx.query(REVOKE, [tenantId, principalId, id, now, reason])).length === 1,
    revokeAll: async ({ tenantId, principalId }, reason, now) =>
      (await tx.query(REVOKE_ALL, [tenantId, principalId, now, reason])).length,
    failChallenges: async ({ tenantId, principalId }) => {
      await tx.query(FAIL_CHALLENGES, [tenantId, principalId]);
    },
    list: ({ tenantId, principalId }, { readLimit, before }) =>
      manager.find(sessionEntity, {
        where: { tenantId, principalId, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      }),
    owner: async (scope, id) => {
      const { tenantId, principalId } = scope;
      const session = await find(scope, id);
      const principal = await manager.findOneBy(principalEntity, { tenantId, principalId });
      if (session === undefined || principal === null) return undefined;
      const client =
        principal.kind === 'human' ? null : await manager.findOneBy(serviceClientEntity, { tenantId, principalId });
      const owner: SessionOwner = {
        session,
        principal,
        clientScopes: client?.revokedAt === null ? client.scopes : null,
      };
      return owner;
    },
  };
}
