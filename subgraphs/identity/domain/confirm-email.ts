import { AppError } from '#platform/errors';
import { ENROLMENT_SECONDS, secondsAfter } from './lifetimes.ts';
import type { Call, IdentityDeps } from './ports.ts';

export interface OfferedFactor {
  readonly enrolmentToken: string;
  /** Base32. */
  readonly totpSecret: string;
  readonly otpauthUri: string;
  readonly expiresAt: Date;
}

/**
 * Confirms an address with the token of the mailed link and offers a second factor. The link works once.
 * @throws AppError EMAIL_TOKEN_INVALID for a token that is unknown, used or too old
 */
export async function confirmEmail(deps: IdentityDeps, call: Call, token: string): Promise<OfferedFactor> {
  const emailTokenHash = deps.secrets.hash(token);
  const scope = await deps.work.lookups.registration(emailTokenHash);
  if (scope === undefined) throw new AppError('EMAIL_TOKEN_INVALID');
  const now = new Date(deps.clock.now());
  const secret = deps.totp.newSecret();
  const secretSealed = await deps.secrets.sealTotpSecret(scope, secret);
  const enrolment = deps.secrets.newToken();
  const expiresAt = secondsAfter(now, ENROLMENT_SECONDS);
  const email = await deps.work.change({ ...scope, ...call }, async ({ accounts }) => {
    const registration = await accounts.confirm(emailTokenHash, {
      tokenHash: enrolment.hash,
      expiresAt,
      secretSealed,
      now,
    });
    if (registration === undefined) throw new AppError('EMAIL_TOKEN_INVALID');
    return {
      result: registration.email,
      record: {
        action: 'identity.email.confirm',
        tenantId: scope.tenantId,
        target: { type: 'Principal', id: scope.principalId, ownerPrincipalId: scope.principalId },
        tier: 'green',
      },
    };
  });
  return {
    enrolmentToken: enrolment.token,
    totpSecret: deps.totp.base32(secret),
    otpauthUri: deps.totp.uri(secret, email),
    expiresAt,
  };
}
