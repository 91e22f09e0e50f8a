import { crossesThreshold, isLocked, lockSeconds, withFailure } from './lockout.ts';
import type { Accounts } from './ports.ts';
import type { FailureCount } from './lockout.ts';

/** What an audit record says of a counted failure. */
export interface CountedFailure {
  readonly failures: number;
  /** Seconds of the lock that begins with this failure; 0 when none does. */
  readonly lockSeconds: number;
}

/** Counts one more wrong password or code under the row lock that the caller holds. */
export async function countFailure(
  accounts: Accounts,
  identifierHash: Buffer,
  { count, now }: { readonly count: FailureCount; readonly now: Date },
): Promise<CountedFailure> {
  const next = withFailure(count, now);
  await accounts.saveFailures(identifierHash, next);
  return { failures: next.failures, lockSeconds: crossesThreshold(next) ? lockSeconds(next.failures) : 0 };
}

/** Reads the count and holds its row until the transaction ends, so that parallel guesses are counted one by one. */
export async function lockAndRead(
  accounts: Accounts,
  identifierHash: Buffer,
  now: Date,
): Promise<{ readonly count: FailureCount; readonly locked: boolean }> {
  const count = await accounts.lockFailures(identifierHash);
  return { count, locked: isLocked(count, now) };
}
