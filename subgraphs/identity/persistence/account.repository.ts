import {
  credentialEntity,
  principalEntity,
  registrationEntity,
  tenantEntity,
  totpFactorEntity,
} from './entities/account.entities.ts';
import { AppError } from '#platform/errors';
import type { Transaction } from '#platform/db';
import type { FailureCount } from '../domain/lockout.ts';
import type { Accounts } from '../domain/ports.ts';
import type { PrincipalView, Registration } from '../domain/records.ts';

const REGISTRATION_COLUMNS = `tenant_id AS "tenantId", id, principal_id AS "principalId", email, display_name AS "displayName",
  password_hash AS "passwordHash", secret_sealed AS "secretSealed", enrolment_expires_at AS "enrolmentExpiresAt",
  completed_at AS "completedAt"`;

/** Used once: only an unconfirmed registration matches. */
const CONFIRM = `UPDATE registration
  SET confirmed_at = $2, enrolment_token_hash = $3, enrolment_expires_at = $4, secret_sealed = $5
  WHERE email_token_hash = $1 AND confirmed_at IS NULL AND email_token_expires_at > $2
  RETURNING ${REGISTRATION_COLUMNS}`;
const TO_COMPLETE = `SELECT ${REGISTRATION_COLUMNS} FROM registration
  WHERE enrolment_token_hash = $1 AND completed_at IS NULL AND enrolment_expires_at > $2 FOR UPDATE`;
const COMPLETE = `UPDATE registration SET completed_at = $3, password_hash = NULL, secret_sealed = NULL
  WHERE tenant_id = $1 AND id = $2`;

/** The unique index on the address decides between two registrations of it. */
const ADD_PRINCIPAL = `INSERT INTO principal (tenant_id, id, kind, email, display_name, role, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING RETURNING id`;

/** One statement decides: of two uses of a code at once, one matches (RFC 6238 section 5.2). */
const ACCEPT_STEP = `UPDATE totp_factor SET last_step = $3
  WHERE tenant_id = $1 AND principal_id = $2 AND last_step < $3 RETURNING last_step`;

/** SQLSTATE of `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

const MAKE_FAILURES = `INSERT INTO login_failures (identifier_hash, failures) VALUES ($1, 0) ON CONFLICT (identifier_hash) DO NOTHING`;
const LOCK_FAILURES = `SELECT failures, last_failed_at AS "lastFailedAt", locked_until AS "lockedUntil"
  FROM login_failures WHERE identifier_hash = $1 FOR UPDATE`;
const SAVE_FAILURES = `UPDATE login_failures SET failures = $2, last_failed_at = $3, locked_until = $4 WHERE identifier_hash = $1`;

const VIEW_COLUMNS = `id, email, display_name AS "displayName", role, created_at AS "createdAt"`;
const VISIBLE = `SELECT ${VIEW_COLUMNS} FROM visible_principals($1, $2)
  UNION SELECT ${VIEW_COLUMNS} FROM staged_requesters($1, $2)`;

/** Accounts in one transaction. */
export function createAccounts(tx: Transaction): Accounts {
  const { manager } = tx;
  const firstOf = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Row | undefined> =>
    (await tx.query<Row>(sql, parameters))[0];
  return {
    addRegistration: async (registration) => {
      await manager.insert(registrationEntity, registration);
    },
    confirm: (emailTokenHash, { tokenHash, expiresAt, secretSealed, now }) =>
      firstOf<Registration>(CONFIRM, [emailTokenHash, now, tokenHash, expiresAt, secretSealed]),
    registrationToComplete: (enrolmentTokenHash, now) => firstOf<Registration>(TO_COMPLETE, [enrolmentTokenHash, now]),
    completeRegistration: async ({ tenantId }, registrationId, now) => {
      await tx.query(COMPLETE, [tenantId, registrationId, now]);
    },
    hasTenant: (tenantId) => manager.existsBy(tenantEntity, { tenantId }),
    addTenant: async (tenantId, kind, createdAt) => {
      await manager.insert(tenantEntity, { tenantId, kind, createdAt });
    },
    addPrincipal: async ({ tenantId, principalId, kind, email, displayName, role, createdAt }) =>
      (await tx.query(ADD_PRINCIPAL, [tenantId, principalId, kind, email, displayName, role, createdAt])).length === 1,
    principal: async ({ tenantId, principalId }) =>
      (await manager.findOneBy(principalEntity, { tenantId, principalId })) ?? undefined,
    addCredential: async ({ tenantId, principalId }, passwordHash, updatedAt) => {
      await manager.insert(credentialEntity, { tenantId, principalId, passwordHash, updatedAt });
    },
    passwordHash: async ({ tenantId, principalId }) =>
      (await manager.findOneBy(credentialEntity, { tenantId, principalId }))?.passwordHash,
    replacePasswordHash: async ({ tenantId, principalId }, passwordHash, updatedAt) => {
      await manager.update(credentialEntity, { tenantId, principalId }, { passwordHash, updatedAt });
    },
    replaceFactor: async ({ tenantId, principalId }, secretSealed) => {
      await manager.update(totpFactorEntity, { tenantId, principalId }, { secretSealed });
    },
    addFactor: async ({ tenantId, principalId }, { secretSealed, lastStep }, createdAt) => {
      await manager.insert(totpFactorEntity, { tenantId, principalId, secretSealed, lastStep, createdAt });
    },
    factor: async ({ tenantId, principalId }) =>
      (await manager.findOneBy(totpFactorEntity, { tenantId, principalId })) ?? undefined,
    acceptStep: async ({ tenantId, principalId }, step) =>
      (await tx.query(ACCEPT_STEP, [tenantId, principalId, step])).length === 1,
    lockFailures: async (identifierHash) => {
      try {
        await tx.query(MAKE_FAILURES, [identifierHash]);
        const count = await firstOf<FailureCount>(LOCK_FAILURES, [identifierHash]);
        if (count !== undefined) return count;
      } catch (error) {
        throw isLockTimeout(error) ? new AppError('RATE_LIMITED', { cause: error }) : error;
      }
      throw new Error('the count of failures could not be locked');
    },
    saveFailures: async (identifierHash, { failures, lastFailedAt, lockedUntil }) => {
      await tx.query(SAVE_FAILURES, [identifierHash, failures, lastFailedAt, lockedUntil]);
    },
    visiblePrincipals: (ids, now) => tx.query<PrincipalView>(VISIBLE, [ids, now]),
  };
}

/** Too many guesses at one account at once: those at the end of the queue do not get an answer about it. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;
}
