import { z } from 'zod';
import { AppError, toProblem } from '#platform/errors';
import type { GraphQLFormattedError } from 'graphql';

const completion = z.array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])).optional() }));

/**
 * The errors for values that had to become null although the schema promises them. `@apollo/gateway` puts these into an extension
 * instead, with messages about types. It happens when an object that one subgraph points to is not there for this caller in
 * another, so each of them reads as not found.
 */
export function missingValues(
  extensions: Readonly<Record<string, unknown>> | undefined,
  requestId: string,
): GraphQLFormattedError[] {
  const parsed = completion.safeParse(extensions?.['valueCompletion']);
  if (!parsed.success) return [];
  const error = new AppError('NOT_FOUND');
  return parsed.data.map(({ path }) => ({
    message: error.message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...toProblem(error, requestId) },
  }));
}
