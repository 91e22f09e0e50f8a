import { z } from 'zod';

const MAX = 1_000_000_000;

/** A setting such as `audit=2000,vault=3000`: whole numbers from 1, by name. Nothing by default. */
export function namedCosts(name: RegExp) {
  return z
    .string()
    .default('')
    .transform((text, context): ReadonlyMap<string, number> => {
      const costs = new Map<string, number>();
      for (const pair of text.split(',').map((part) => part.trim())) {
        if (pair === '') continue;
        const [key = '', value = '', ...rest] = pair.split('=').map((part) => part.trim());
        const cost = /^\d{1,10}$/.test(value) ? Number(value) : 0;
        if (!name.test(key) || rest.length > 0 || cost < 1 || cost > MAX)
          context.addIssue('must be like name=1000, separated by commas');
        else costs.set(key, cost);
      }
      return costs;
    });
}
