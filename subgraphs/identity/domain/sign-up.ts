import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { EMAIL_TOKEN_SECONDS, secondsAfter } from './lifetimes.ts';
import { addressKnownMail, confirmEmailMail } from './mail.ts';
import { passwordProblems } from './password-policy.ts';
import type { Call, IdentityDeps } from './ports.ts';

export interface SignUp {
  /** Lower case. */
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
}

/**
 * Queues a message to the address and answers the same whether or not it is known. Both ways do the same
 * work: for a known address the registration that is written has a token that nobody ever gets, and another message goes out.
 * @throws AppError BAD_USER_INPUT when the password is too weak
 */
export async function signUp(deps: IdentityDeps, call: Call, input: SignUp): Promise<void> {
  const problems = passwordProblems(input.password, input.email);
  if (problems.length > 0) throw new AppError('BAD_USER_INPUT', { fields: { 'input.password': problems } });
  const now = new Date(deps.clock.now());
  const addressKnown = (await deps.work.lookups.human(input.email)) !== undefined;
  const passwordHash = await deps.passwords.hash(input.password);
  const scope = { tenantId: newId(now.getTime()), principalId: newId(now.getTime()) };
  const { token, hash } = deps.secrets.newToken();
  const address = { to: input.email, publicUrl: deps.publicUrl };
  const message = addressKnown ? addressKnownMail(address) : confirmEmailMail({ ...address, token });
  const mailId = newId(now.getTime());
  const messageSealed = await deps.secrets.sealMail(scope, mailId, message);
  await deps.work.change({ ...scope, ...call }, async ({ accounts, outbox }) => {
    await accounts.addRegistration({
      ...scope,
      id: newId(now.getTime()),
      email: input.email,
      displayName: input.displayName,
      passwordHash,
      emailTokenHash: hash,
      emailTokenExpiresAt: secondsAfter(now, EMAIL_TOKEN_SECONDS),
      createdAt: now,
    });
    await outbox.add({
      ...scope,
      id: mailId,
      kind: addressKnown ? 'address_known' : 'confirm_email',
      messageSealed,
      createdAt: now,
    });
    return {
      result: undefined,
      record: {
        action: 'identity.principal.sign_up',
        tenantId: scope.tenantId,
        target: { type: 'Principal', id: scope.principalId, ownerPrincipalId: scope.principalId },
        tier: 'green',
        detail: { addressKnown },
      },
    };
  });
}
