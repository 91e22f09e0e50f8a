import { AppError, RecordedRefusal } from '#platform/errors';
import { derivedId, newId } from '#platform/ids';
import { countFailure, lockAndRead } from './count-failure.ts';
import { CHALLENGE_ATTEMPTS, CHALLENGE_SECONDS, secondsAfter } from './lifetimes.ts';
import { isBeyondRecord } from './lockout.ts';
import type { AuditRecord } from '#platform/audit';
import type { Call, Change, IdentityDeps, Stores } from './ports.ts';
import type { Challenge, Scope } from './records.ts';

export interface Login {
  /** Lower case. */
  readonly email: string;
  readonly password: string;
  readonly deviceName: string | null;
}

/** A challenge as its holder sees it. */
export interface OpenChallenge {
  readonly id: string;
  readonly expiresAt: Date;
  readonly attemptsRemaining: number;
}

interface Attempt {
  readonly scope: Scope;
  readonly known: boolean;
  readonly identifierHash: Buffer;
  /** A stored hash that the password matched. */
  readonly rightHash: string | undefined;
  /** A stronger hash to replace it with. */
  readonly strongerHash: string | undefined;
  readonly now: Date;
}

/**
 * Checks a password and creates a challenge; never gives a token. An unknown address, an account on the way, a wrong
 * password and a locked account get the same answer after the same work: a look-up, a read, one Argon2id run, and one
 * audited change of the count that the address has in either case.
 * @param tenantOfNobody tenant of records about addresses that belong to nobody
 * @throws AppError INVALID_CREDENTIALS
 */
export async function login(
  deps: IdentityDeps,
  call: Call,
  input: Login,
  tenantOfNobody: string,
): Promise<OpenChallenge> {
  const found = await deps.work.lookups.human(input.email);
  // Somebody unknown gets a scope that no row has, so that the statements that follow are the same.
  const scope = found ?? { tenantId: newId(), principalId: newId() };
  const stored = await deps.work.read(scope, ({ accounts }) => accounts.passwordHash(scope));
  const right = await deps.passwords.verify(stored, input.password);
  const attempt: Attempt = {
    scope,
    known: found !== undefined,
    identifierHash: deps.secrets.identifierHash(input.email),
    rightHash: right ? stored : undefined,
    strongerHash:
      right && stored !== undefined && deps.passwords.isWeak(stored)
        ? await deps.passwords.hash(input.password)
        : undefined,
    now: new Date(deps.clock.now()),
  };
  const challenge = await deps.work.change({ ...scope, ...call }, async (stores) => {
    const { count, locked } = await lockAndRead(stores.accounts, attempt.identifierHash, attempt.now);
    if (attempt.rightHash !== undefined && !locked) return begin(stores, attempt, input.deviceName);
    // Rolls back: neither counted nor recorded one by one, whatever the password.
    if (locked && isBeyondRecord(count)) throw new AppError('INVALID_CREDENTIALS');
    // While the lock lasts, a right password gets the answer of a wrong one; it does not count as a failure.
    const counted =
      attempt.rightHash === undefined
        ? await countFailure(stores.accounts, attempt.identifierHash, { count, now: attempt.now })
        : { failures: count.failures, lockSeconds: 0 };
    return { result: undefined, record: failureRecord(attempt, tenantOfNobody, { ...counted, locked }) };
  });
  if (challenge === undefined) throw new AppError('INVALID_CREDENTIALS', { cause: new RecordedRefusal() });
  return { id: challenge.id, expiresAt: challenge.expiresAt, attemptsRemaining: CHALLENGE_ATTEMPTS };
}

async function begin(
  { accounts, sessions }: Stores,
  attempt: Attempt,
  deviceName: string | null,
): Promise<Change<Challenge>> {
  const { scope, now, strongerHash } = attempt;
  const challenge: Challenge = {
    ...scope,
    id: newId(now.getTime()),
    deviceName,
    state: 'pending',
    attempts: 0,
    createdAt: now,
    expiresAt: secondsAfter(now, CHALLENGE_SECONDS),
  };
  await sessions.addChallenge(challenge);
  if (strongerHash !== undefined) await accounts.replacePasswordHash(scope, strongerHash, now);
  return {
    result: challenge,
    record: {
      action: 'identity.login.start',
      tenantId: scope.tenantId,
      target: { type: 'MfaChallenge', id: challenge.id, ownerPrincipalId: scope.principalId },
      tier: 'green',
      detail: { rehashed: strongerHash !== undefined },
    },
  };
}

function failureRecord(
  { known, scope, identifierHash }: Attempt,
  tenantOfNobody: string,
  facts: { failures: number; locked: boolean; lockSeconds: number },
): AuditRecord {
  const identifier = identifierHash.toString('hex');
  return {
    action: 'identity.login.fail',
    tenantId: known ? scope.tenantId : tenantOfNobody,
    target: known
      ? { type: 'Principal', id: scope.principalId, ownerPrincipalId: scope.principalId }
      : {
          type: 'LoginIdentifier',
          id: derivedId('lifeready-identity/login-identifier/v1', identifier),
          ownerPrincipalId: null,
        },
    tier: 'green',
    detail: { identifier, ...facts },
  };
}
