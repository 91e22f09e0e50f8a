import { z } from 'zod';

const MIN_MS = 100;
const MAX_MS = 600_000;

/**
 * Times by name in one variable, such as `vault=5000,audit=2000`, in milliseconds.
 * @param name what a name looks like
 * @param fallback text of the variable when it is absent
 */
export function namedTimes(name: RegExp, fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context): ReadonlyMap<string, number> => {
      const times = new Map<string, number>();
      for (const part of text.split(',').map((each) => each.trim())) {
        if (part === '') continue;
        const [given = '', digits = '', ...rest] = part.split('=');
        const ms = /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
        if (name.test(given) && !times.has(given) && rest.length === 0 && ms >= MIN_MS && ms <= MAX_MS)
          times.set(given, ms);
        else
          context.addIssue(
            `must be name=milliseconds, separated by commas, from ${String(MIN_MS)} to ${String(MAX_MS)}`,
          );
      }
      return times;
    });
}
