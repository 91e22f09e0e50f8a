import { AppError } from './app-error.ts';
import type { z } from 'zod';

/**
 * Parses input from outside with a zod schema.
 * @param prefix path of the value in the request, such as `input`; leads every field path of the answer
 * @throws AppError BAD_USER_INPUT with one entry per field; values are never echoed
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  prefix = 'input',
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new AppError('BAD_USER_INPUT', { fields: fieldErrors(result.error, prefix) });
}

function fieldErrors(error: z.ZodError, prefix: string): Record<string, string[]> {
  // A map, because a caller may name a field `constructor` or `__proto__`.
  const fields = new Map<string, string[]>();
  for (const issue of error.issues) {
    const path = [prefix, ...issue.path.map(String)].filter((part) => part !== '').join('.');
    fields.set(path, [...(fields.get(path) ?? []), issue.message]);
  }
  return Object.fromEntries(fields);
}
