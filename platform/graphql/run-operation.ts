import { HeaderMap } from '@apollo/server';
import { z } from 'zod';
import { AppError } from '#platform/errors';
import type { ApolloServer } from '@apollo/server';
import type { RequestContext } from './request-context.ts';

/** The parts of a GraphQL request that a subgraph looks at. */
export const operationSchema = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});
export type Operation = z.output<typeof operationSchema>;

/** Entities that one call may ask for: twice what an operation may cost in the gateway, unless that is told otherwise. */
export const MAX_ENTITIES = 10_000;

export interface OperationAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Runs one operation for one caller.
 * @returns JSON of the GraphQL answer
 * @throws AppError MAX_LIST_LIMIT for more entities than one call may ask for
 */
export async function runOperation<Context extends RequestContext>(
  apollo: ApolloServer<Context>,
  operation: Operation,
  context: Context,
): Promise<OperationAnswer> {
  requireBoundedEntities(operation);
  const { status, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body: operation,
    },
    context: async () => context,
  });
  if (body.kind !== 'complete') throw new AppError('INTERNAL_SERVER_ERROR');
  return { status: status ?? 200, body: body.string };
}

/**
 * Attack: one call for the entities of a hundred thousand ids, by somebody who has the gateway's keys, or by a plan that nobody priced.
 * Rule: the gateway refuses what costs too much, and a service looks at so many entities at once and no more.
 */
function requireBoundedEntities({ variables }: Operation): void {
  const representations = variables?.['representations'];
  if (Array.isArray(representations) && representations.length > MAX_ENTITIES)
    throw new AppError('MAX_LIST_LIMIT', { facts: { max: MAX_ENTITIES } });
}
