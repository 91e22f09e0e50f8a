import { AppError } from '#platform/errors';
import type { ShapeLimits } from './limits.ts';

/**
 * Attack: a short document with a list of ten thousand ids beside it, an input of as many members that errors repeat, or an input nested
 * so deeply that whatever walks it, here or behind us, runs out of stack. Rule: values of variables have a bounded shape, for registered documents too.
 * @param variables as they were sent
 * @throws AppError MAX_LIST_LIMIT or MAX_NESTING_LIMIT
 */
export function checkVariables(
  variables: Readonly<Record<string, unknown>> | undefined,
  { listElements, valueNesting }: Pick<ShapeLimits, 'listElements' | 'valueNesting'>,
): void {
  let level: readonly unknown[] = Object.values(variables ?? {});
  // Level by level, so that no nesting can end the stack of the one who measures it.
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (depth > valueNesting) throw new AppError('MAX_NESTING_LIMIT', { facts: { max: valueNesting } });
      const inside = Object.values(value) as unknown[];
      if (inside.length > listElements) throw new AppError('MAX_LIST_LIMIT', { facts: { max: listElements } });
      for (const inner of inside) next.push(inner);
    }
    level = next;
  }
}
