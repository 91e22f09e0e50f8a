import { AppError, RecordedRefusal } from '#platform/errors';
import { checkCode, useCode } from './assert-factor.ts';
import { countFailure, lockAndRead } from './count-failure.ts';
import { isBeyondRecord, withSuccess } from './lockout.ts';
import { accessToken } from './session-tokens.ts';
import type { CheckedCode } from './assert-factor.ts';
import type { Call, Change, IdentityDeps, SignedToken, Stores } from './ports.ts';
import type { Scope, Session } from './records.ts';

/**
 * Asserts the second factor again in the session that asks. Only the token that is answered carries the fresh time; older ones
 * do not gain from it. Wrong codes count towards the lockout of the account, as they do at sign-in.
 * @throws AppError MFA_CODE_INVALID when the code is wrong, was used, or the account is locked
 * @throws AppError UNAUTHENTICATED when the session has ended
 */
export async function stepUp(
  deps: IdentityDeps,
  call: Call,
  input: Scope & { sessionId: string; code: string },
): Promise<SignedToken> {
  const scope: Scope = { tenantId: input.tenantId, principalId: input.principalId };
  const checked = await checkCode(deps, scope, input.code);
  const now = new Date(deps.clock.now());
  const session = await deps.work.change({ ...scope, ...call }, (stores) =>
    decide(stores, { scope, sessionId: input.sessionId, checked, now }),
  );
  if (session === undefined) throw new AppError('MFA_CODE_INVALID', { cause: new RecordedRefusal() });
  await deps.announce([`session:${session.id}`]);
  return accessToken(deps, session);
}

interface Assertion {
  readonly scope: Scope;
  readonly sessionId: string;
  readonly checked: CheckedCode;
  readonly now: Date;
}

async function decide(
  { accounts, sessions }: Stores,
  { scope, sessionId, checked, now }: Assertion,
): Promise<Change<Session | undefined>> {
  const target = { type: 'Session', id: sessionId, ownerPrincipalId: scope.principalId } as const;
  const { count, locked } = await lockAndRead(accounts, checked.identifierHash, now);
  if (locked && isBeyondRecord(count)) throw new AppError('MFA_CODE_INVALID');
  if (locked || !(await useCode(accounts, checked))) {
    const counted = await countFailure(accounts, checked.identifierHash, { count, now });
    return {
      result: undefined,
      record: {
        action: 'identity.mfa.fail',
        tenantId: scope.tenantId,
        target,
        tier: 'green',
        detail: { locked, ...counted },
      },
    };
  }
  const session = await sessions.touch(scope, sessionId, { now, authTime: now });
  if (session === undefined) throw new AppError('UNAUTHENTICATED');
  await accounts.saveFailures(checked.identifierHash, withSuccess(count));
  return {
    result: session,
    record: {
      action: 'identity.stepup.complete',
      tenantId: scope.tenantId,
      target,
      tier: 'green',
      detail: { method: 'totp' },
    },
  };
}
