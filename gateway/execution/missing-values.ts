import { z } from 'zod';
import { AppError, toProblem } from '#platform/errors';
import type { GraphQLFormattedError } from 'graphql';

type Path = readonly (string | number)[];

const completion = z.array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])).optional() }));

/**
 * The errors for values that had to become null although the schema promises them. `@apollo/gateway` puts these into an extension
 * instead, with messages about types. It happens when an object that one subgraph points to is not there for this caller in
 * another, so each of them reads as not found.
 *
 * An object that may be null and is null by this is no error: the schema says of each such field that it is null for whoever may
 * not see the object. Attack: a stranger tries somebody's ticket, is in the trail of the case from then on, and the owner's
 * clients cannot show the trail any more, because they may not know who the stranger is.
 */
export function missingValues(
  {
    extensions,
    data,
  }: { readonly extensions?: Readonly<Record<string, unknown>> | undefined; readonly data?: unknown },
  requestId: string,
): GraphQLFormattedError[] {
  const given = extensions?.['valueCompletion'];
  const parsed = given === undefined ? undefined : completion.safeParse(given);
  if (parsed?.success !== true) return [];
  const error = new AppError('NOT_FOUND');
  const missing = parsed.data.filter(({ path }) => path === undefined || !isOwnNull(data, path));
  return missing.map(({ path }) => ({
    message: error.message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...toProblem(error, requestId) },
  }));
}

/** Whether the object of the value at `path` is null itself, and nothing around it is: null went no further than it may. */
function isOwnNull(data: unknown, path: Path): boolean {
  const around = valueAt(data, path.slice(0, -2));
  return path.length > 1 && around !== null && around !== undefined && valueAt(data, path.slice(0, -1)) === null;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    data,
  );
}
