import { AppError, RecordedRefusal } from '#platform/errors';
import { newId } from '#platform/ids';
import { checkCode, useCode } from './assert-factor.ts';
import { countFailure, lockAndRead } from './count-failure.ts';
import { CHALLENGE_ATTEMPTS } from './lifetimes.ts';
import { withSuccess } from './lockout.ts';
import { newHumanSession } from './session-rules.ts';
import { accessToken, addRefreshToken } from './session-tokens.ts';
import type { CheckedCode } from './assert-factor.ts';
import type { FailureCount } from './lockout.ts';
import type { Call, Change, IdentityDeps, Stores } from './ports.ts';
import type { Challenge, Scope, Session } from './records.ts';
import type { SessionTokens } from './session-tokens.ts';

type Outcome = { readonly session: Session } | { readonly attemptsRemaining: number } | 'dead';

interface Answer {
  readonly checked: CheckedCode;
  readonly call: Call;
  readonly now: Date;
  readonly refreshTokenHash: Buffer;
}

/**
 * Answers a challenge and begins a session. A wrong answer is counted in a committed, audited change, for the challenge and
 * for the account; after five the challenge is dead, also for the right code.
 * @throws AppError MFA_CODE_INVALID with `attemptsRemaining`
 * @throws AppError MFA_CHALLENGE_INVALID when it is unknown, used, expired, used up, or the account is locked
 */
export async function verifyMfa(
  deps: IdentityDeps,
  call: Call,
  input: { challengeId: string; code: string },
): Promise<SessionTokens> {
  const scope = await deps.work.lookups.challenge(input.challengeId);
  if (scope === undefined) throw new AppError('MFA_CHALLENGE_INVALID');
  const checked = await checkCode(deps, scope, input.code);
  const refresh = deps.secrets.newToken();
  const answer: Answer = { checked, call, now: new Date(deps.clock.now()), refreshTokenHash: refresh.hash };
  // The code proves who answers; without it nobody in particular does.
  const actor = checked.step === undefined ? call.actor : actorOf(checked, call);
  const outcome = await deps.work.change({ ...scope, actor, requestId: call.requestId }, (stores) =>
    decide(stores, { scope, challengeId: input.challengeId }, answer),
  );
  if (outcome === 'dead') throw new AppError('MFA_CHALLENGE_INVALID', { cause: new RecordedRefusal() });
  if ('attemptsRemaining' in outcome)
    throw new AppError('MFA_CODE_INVALID', {
      facts: { attemptsRemaining: outcome.attemptsRemaining },
      cause: new RecordedRefusal(),
    });
  return {
    access: await accessToken(deps, outcome.session),
    refreshToken: refresh.token,
    sessionId: outcome.session.id,
  };
}

async function decide(
  stores: Stores,
  { scope, challengeId }: { scope: Scope; challengeId: string },
  answer: Answer,
): Promise<Change<Outcome>> {
  const challenge = await stores.sessions.lockChallenge(scope, challengeId);
  // Rolls back: answering a challenge that is settled changes nothing; again and again, it would fill the log.
  if (challenge?.state !== 'pending') throw new AppError('MFA_CHALLENGE_INVALID');
  const { count, locked } = await lockAndRead(stores.accounts, answer.checked.identifierHash, answer.now);
  if (challenge.expiresAt <= answer.now || locked) {
    await stores.sessions.saveChallenge({ ...challenge, state: 'failed' });
    return { result: 'dead', record: failure(challenge, { reason: locked ? 'locked' : 'expired' }) };
  }
  return (await useCode(stores.accounts, answer.checked))
    ? beginSession(stores, challenge, { ...answer, count })
    : countWrongAnswer(stores, challenge, { ...answer, count });
}

async function countWrongAnswer(
  stores: Stores,
  challenge: Challenge,
  answer: Answer & { count: FailureCount },
): Promise<Change<Outcome>> {
  const attempts = challenge.attempts + 1;
  const dead = attempts >= CHALLENGE_ATTEMPTS;
  await stores.sessions.saveChallenge({ ...challenge, attempts, state: dead ? 'failed' : 'pending' });
  const counted = await countFailure(stores.accounts, answer.checked.identifierHash, answer);
  // A code of a known step that is refused here was used before: somebody may have looked over a shoulder.
  const reason = answer.checked.step === undefined ? 'wrong_code' : 'replayed_code';
  return {
    result: { attemptsRemaining: CHALLENGE_ATTEMPTS - attempts },
    record: failure(challenge, { reason, attempts, ...counted }),
  };
}

async function beginSession(
  stores: Stores,
  challenge: Challenge,
  answer: Answer & { count: FailureCount },
): Promise<Change<Outcome>> {
  const { checked, call, now, refreshTokenHash, count } = answer;
  await stores.sessions.saveChallenge({ ...challenge, state: 'verified' });
  await stores.accounts.saveFailures(checked.identifierHash, withSuccess(count));
  const { deviceName } = challenge;
  const session = newHumanSession(checked.principal, {
    id: newId(now.getTime()),
    deviceName,
    clientId: call.clientId,
    now,
  });
  await stores.sessions.add(session);
  await addRefreshToken(stores.sessions, session, { tokenHash: refreshTokenHash, parentId: null, now });
  return {
    result: { session },
    record: {
      action: 'identity.login.complete',
      tenantId: session.tenantId,
      target: { type: 'Session', id: session.id, ownerPrincipalId: session.principalId },
      tier: 'green',
      detail: { challengeId: challenge.id, method: 'totp' },
    },
  };
}

function failure(challenge: Challenge, detail: Record<string, string | number>): Change<Outcome>['record'] {
  return {
    action: 'identity.mfa.fail',
    tenantId: challenge.tenantId,
    target: { type: 'MfaChallenge', id: challenge.id, ownerPrincipalId: challenge.principalId },
    tier: 'green',
    detail,
  };
}

function actorOf({ principal }: CheckedCode, call: Call): Call['actor'] {
  return {
    ...call.actor,
    type: 'HUMAN',
    principalId: principal.principalId,
    role: principal.role,
    clientId: call.clientId,
  };
}
