/** Wrong passwords and codes for one identifier. */
export interface FailureCount {
  readonly failures: number;
  readonly lastFailedAt: Date | null;
  readonly lockedUntil: Date | null;
}

export const NO_FAILURES: FailureCount = { failures: 0, lastFailedAt: null, lockedUntil: null };

/** Failures older than this no longer count. */
const OBSERVATION_SECONDS = 24 * 3600;

/** Failures of one account that are counted and recorded one by one while it is locked. */
const RECORDED_FAILURES = 100;

/** From so many failures on, the account is locked for so long; the longest that applies counts. */
const LOCKS: readonly { readonly failures: number; readonly seconds: number }[] = [
  { failures: 15, seconds: 24 * 3600 },
  { failures: 10, seconds: 3600 },
  { failures: 5, seconds: 15 * 60 },
];

/** Whether sign-in is locked at `now`. */
export function isLocked({ lockedUntil }: FailureCount, now: Date): boolean {
  return lockedUntil !== null && lockedUntil > now;
}

/**
 * The count after one more failure. Failures during a lock count too, so that parallel guesses cannot hide behind each
 * other; a lock is never shortened.
 */
export function withFailure(count: FailureCount, now: Date): FailureCount {
  const stale =
    count.lastFailedAt === null || now.getTime() - count.lastFailedAt.getTime() > OBSERVATION_SECONDS * 1000;
  const failures = (stale ? 0 : count.failures) + 1;
  const seconds = lockSeconds(failures);
  const until = seconds === 0 ? null : new Date(now.getTime() + seconds * 1000);
  return { failures, lastFailedAt: now, lockedUntil: later(count.lockedUntil, until) };
}

/** The count after a success: failures are forgotten, a lock that is active stays. */
export function withSuccess(count: FailureCount): FailureCount {
  return { ...NO_FAILURES, lockedUntil: count.lockedUntil };
}

/**
 * Attack: a loop of sign-ins to an account that is locked for the longest time already fills the log. Rule: what comes after so many
 * failures, while the lock lasts, changes nothing any more and is recorded as a denial, which is bounded.
 */
export function isBeyondRecord({ failures }: FailureCount): boolean {
  return failures >= RECORDED_FAILURES;
}

/** Whether this failure is the one that begins a longer lock; administrators are told once per crossing. */
export function crossesThreshold({ failures }: FailureCount): boolean {
  return LOCKS.some((lock) => lock.failures === failures);
}

/** How long an account with so many failures is locked, in seconds. */
export function lockSeconds(failures: number): number {
  return LOCKS.find((lock) => failures >= lock.failures)?.seconds ?? 0;
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
