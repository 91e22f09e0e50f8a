import { createHash } from 'node:crypto';
import { openUnderToken, sealUnderToken } from '#platform/crypto';
import { AppError } from '#platform/errors';
import { decodeAnswer, encodeAnswer } from './answer-json.ts';
import type { EncryptionContext } from '#platform/crypto';
import type { Database, Transaction } from '#platform/db';
import type { KeyedCall } from './keyed-call.ts';

/** How long a client may repeat a request; the IETF draft leaves it to the server. */
const LIFETIME_MS = 24 * 3_600_000;
/** Seconds after which a repetition makes sense while the first request still runs. */
const RETRY_AFTER_SECONDS = 1;
/** SQLSTATE of `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

const FIND = `SELECT place_hash = $4 AS "isHere", request_hash = $5 AS "isSame", intent_id AS "intentId", grant_id AS "grantId", answer
  FROM idempotency_key WHERE tenant_id = $1 AND principal_id = $2 AND key_hash = $3 AND expires_at > $6`;
/** The primary key decides between two at once: the second waits for the first, and takes the row only when there is none. */
const CLAIM = `INSERT INTO idempotency_key
    (tenant_id, principal_id, key_hash, place_hash, request_hash, intent_id, grant_id, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (tenant_id, principal_id, key_hash, place_hash) DO UPDATE
    SET request_hash = EXCLUDED.request_hash, intent_id = EXCLUDED.intent_id, grant_id = EXCLUDED.grant_id, answer = NULL,
      created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
    WHERE idempotency_key.expires_at <= EXCLUDED.created_at
  RETURNING intent_id`;
const KEEP = `UPDATE idempotency_key SET answer = $5
  WHERE tenant_id = $1 AND principal_id = $2 AND key_hash = $3 AND place_hash = $4`;

/** The first answer, as it was. */
export interface KeptAnswer {
  readonly answer: unknown;
  /** The grant by which the caller acted then. */
  readonly grantId: string | null;
}

/** A key that this transaction is the one to use. */
export interface ClaimedKey {
  /** Keeps the answer, sealed so that only whoever has the key can read it. */
  keep(result: unknown): Promise<void>;
}

interface KeyRow {
  /** Of this mutation of the request, not of another. */
  readonly isHere: boolean;
  /** Of this request, not of another with the same key. */
  readonly isSame: boolean;
  readonly intentId: string;
  readonly grantId: string | null;
  readonly answer: Buffer | null;
}

/** @throws AppError IDEMPOTENCY_KEY_REUSED when the key came with another request */
export async function findAnswer(
  db: Pick<Database, 'read'>,
  call: KeyedCall,
  nowMs: number,
): Promise<KeptAnswer | undefined> {
  const { tenantId, principalId } = call.caller;
  const rows = await db.read(call.caller, (tx) =>
    tx.query<KeyRow>(FIND, [tenantId, principalId, keyHash(call), placeHash(call), call.requestHash, new Date(nowMs)]),
  );
  if (rows.some(({ isSame }) => !isSame)) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  const row = rows.find(({ isHere }) => isHere);
  if (row === undefined) return undefined;
  if (row.answer === null) throw new Error('a change was committed without its answer');
  const opened = openUnderToken(call.key, row.answer, contextOf(call, row.intentId));
  return { answer: decodeAnswer(opened), grantId: row.grantId };
}

/**
 * Takes the key for this transaction: it is used when the transaction commits, and free again when it does not.
 * @throws AppError IDEMPOTENCY_IN_PROGRESS when another transaction has used it, or holds it for longer than the role waits
 */
export async function claimKey(
  tx: Transaction,
  call: KeyedCall,
  { intentId, grantId, nowMs }: { readonly intentId: string; readonly grantId: string | null; readonly nowMs: number },
): Promise<ClaimedKey> {
  const { tenantId, principalId } = call.caller;
  const row = [tenantId, principalId, keyHash(call), placeHash(call)];
  const times = [new Date(nowMs), new Date(nowMs + LIFETIME_MS)];
  const taken = await tx
    .inScope(call.caller, () => tx.query(CLAIM, [...row, call.requestHash, intentId, grantId, ...times]))
    .catch((error: unknown) => {
      throw isLockTimeout(error) ? inProgress() : error;
    });
  if (taken.length === 0) throw inProgress();
  return {
    keep: async (result) => {
      const sealed = sealUnderToken(call.key, encodeAnswer(call.present(result)), contextOf(call, intentId));
      await tx.inScope(call.caller, () => tx.query(KEEP, [...row, sealed]));
    },
  };
}

/** Somebody else is at it; the answer is there soon. */
export function inProgress(): AppError {
  return new AppError('IDEMPOTENCY_IN_PROGRESS', { facts: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
}

/** The caller is part of it, so that nothing shows that two people chose the same key. */
function keyHash({ key, caller }: KeyedCall): Buffer {
  return hashOf('key', caller.tenantId, caller.principalId, key);
}

function placeHash({ place }: KeyedCall): Buffer {
  return hashOf('place', place);
}

function hashOf(...parts: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['lifeready-idempotency/v1', ...parts]))
    .digest();
}

/** An intent has one answer, so no two results of a key share it. */
function contextOf({ caller, place, requestHash }: KeyedCall, intentId: string): EncryptionContext {
  const { tenantId, principalId } = caller;
  return { purpose: 'idempotent-answer', tenantId, principalId, place, requestHash, intentId };
}

function isLockTimeout(error: unknown): boolean {
  const driverError: unknown =
    typeof error === 'object' && error !== null && 'driverError' in error && error.driverError;
  return (
    typeof driverError === 'object' &&
    driverError !== null &&
    'code' in driverError &&
    driverError.code === LOCK_NOT_AVAILABLE
  );
}
