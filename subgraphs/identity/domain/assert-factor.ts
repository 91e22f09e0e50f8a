import { AppError } from '#platform/errors';
import type { Accounts, IdentityDeps } from './ports.ts';
import type { Principal, Scope } from './records.ts';

/** A person, with the step for which their code is right. */
export interface CheckedCode {
  readonly principal: Principal;
  readonly identifierHash: Buffer;
  /** `undefined` when the code is of no step around now. */
  readonly step: number | undefined;
}

/**
 * Compares a code with a person's factor. Decides nothing yet: whether the step may still be used is settled by `acceptStep`
 * in the transaction that acts on it.
 * @throws AppError UNAUTHENTICATED when there is no such person or factor any more
 */
export async function checkCode(deps: IdentityDeps, scope: Scope, code: string): Promise<CheckedCode> {
  const { principal, factor } = await deps.work.read(scope, async ({ accounts }) => ({
    principal: await accounts.principal(scope),
    factor: await accounts.factor(scope),
  }));
  if (typeof principal?.email !== 'string' || factor === undefined) throw new AppError('UNAUTHENTICATED');
  const secret = await deps.secrets.openTotpSecret(scope, factor.secretSealed);
  const step = deps.totp.matchingStep(secret, code, new Date(deps.clock.now()));
  return { principal, identifierHash: deps.secrets.identifierHash(principal.email), step };
}

/** Uses up the step of a right code, once and for all. @returns false for a wrong code and for one that was used before */
export async function useCode(accounts: Accounts, { principal, step }: CheckedCode): Promise<boolean> {
  return step !== undefined && (await accounts.acceptStep(principal, step));
}
