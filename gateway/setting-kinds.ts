import { z } from 'zod';

/** More than anything is counted to. */
const UNLIMITED = 1_000_000_000_000;

/** Texts separated by commas; none by default. */
export function commaList(item: z.ZodString) {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item));
}

/** A limit that holds only where it is set. */
export function unlimited() {
  return z.coerce.number().int().min(1).max(UNLIMITED).default(UNLIMITED);
}

/** A whole number that may be set, up to `most`. */
export function limit(usual: number, most: number) {
  return z.coerce.number().int().min(1).max(most).default(usual);
}
