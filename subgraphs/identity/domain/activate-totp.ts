import { AppError } from '#platform/errors';
import type { Call, IdentityDeps, Stores } from './ports.ts';
import type { Registration, Scope } from './records.ts';

/**
 * Enrols the offered factor with a first code and makes the account: from then on it can sign in. Only here do a
 * tenant of one, a principal and a credential come to be, all in one transaction.
 * @throws AppError EMAIL_TOKEN_INVALID for a token that is unknown, used or too old, or when the address got an account meanwhile
 * @throws AppError MFA_CODE_INVALID; the token stays good
 */
export async function activateTotp(
  deps: IdentityDeps,
  call: Call,
  input: { enrolmentToken: string; code: string },
): Promise<void> {
  const tokenHash = deps.secrets.hash(input.enrolmentToken);
  const scope = await deps.work.lookups.enrolment(tokenHash);
  if (scope === undefined) throw new AppError('EMAIL_TOKEN_INVALID');
  const now = new Date(deps.clock.now());
  await deps.work.change({ ...scope, ...call }, async ({ accounts }) => {
    const registration = await accounts.registrationToComplete(tokenHash, now);
    if (typeof registration?.secretSealed !== 'string') throw new AppError('EMAIL_TOKEN_INVALID');
    const secret = await deps.secrets.openTotpSecret(scope, registration.secretSealed);
    const step = deps.totp.matchingStep(secret, input.code, now);
    if (step === undefined) throw new AppError('MFA_CODE_INVALID');
    await makeAccount(accounts, scope, { registration, step, now });
    return {
      result: undefined,
      record: {
        action: 'identity.mfa.enrol',
        tenantId: scope.tenantId,
        target: { type: 'Principal', id: scope.principalId, ownerPrincipalId: scope.principalId },
        tier: 'green',
        detail: { method: 'totp' },
      },
    };
  });
}

async function makeAccount(
  accounts: Stores['accounts'],
  scope: Scope,
  { registration, step, now }: { registration: Registration; step: number; now: Date },
): Promise<void> {
  const { passwordHash, secretSealed } = registration;
  if (passwordHash === null || secretSealed === null) throw new AppError('EMAIL_TOKEN_INVALID');
  await accounts.completeRegistration(scope, registration.id, now);
  await accounts.addTenant(scope.tenantId, 'personal', now);
  const { email, displayName } = registration;
  const added = await accounts.addPrincipal({
    ...scope,
    kind: 'human',
    email,
    displayName,
    role: 'principal',
    createdAt: now,
  });
  if (!added) throw new AppError('EMAIL_TOKEN_INVALID');
  await accounts.addCredential(scope, passwordHash, now);
  // The code is used up by enrolling: the first sign-in needs a later one.
  await accounts.addFactor(scope, { secretSealed, lastStep: step }, now);
}
