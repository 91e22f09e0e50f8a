import { badInput } from '#platform/errors';

const DAY_MS = 86_400_000;
/** Days of counts that are kept. */
export const KEPT_DAYS = 90;

/** @returns `YYYY-MM-DD` in UTC */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** @returns a function like `dayOf` that works a day out once */
export function createToday(): (ms: number) => string {
  let number = Number.NaN;
  let day = '';
  return (ms) => {
    const found = Math.floor(ms / DAY_MS);
    if (found !== number) {
      number = found;
      day = dayOf(ms);
    }
    return day;
  };
}

/**
 * @param days 1 to `KEPT_DAYS`, today included
 * @returns the first day of that time
 * @throws AppError BAD_USER_INPUT on `days`
 */
export function firstDayOf(days: number, nowMs: number): string {
  if (!Number.isInteger(days) || days < 1 || days > KEPT_DAYS) {
    throw badInput('days', `must be 1 to ${String(KEPT_DAYS)}`);
  }
  return dayOf(nowMs - (days - 1) * DAY_MS);
}
