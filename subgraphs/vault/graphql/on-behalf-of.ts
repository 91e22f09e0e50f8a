import { parseInput } from '#platform/errors';
import { id } from '#platform/input';

const schema = id.nullish();

/** For whom the caller acts: an id, or nobody but themself. @throws AppError BAD_USER_INPUT at `path` */
export function parseOnBehalfOf(value: string | null | undefined, path: string): string | undefined {
  return parseInput(schema, value, path) ?? undefined;
}
