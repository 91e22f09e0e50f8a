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

export interface OperationAnswer {
  readonly status: number;
  readonly body: string;
}

/** Runs one operation for one caller. @returns JSON of the GraphQL answer */
export async function runOperation<Context extends RequestContext>(
  apollo: ApolloServer<Context>,
  operation: Operation,
  context: Context,
): Promise<OperationAnswer> {
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
