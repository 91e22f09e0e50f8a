import { GraphQLError } from 'graphql';
import type { AnswerPath } from './query-plan.ts';

/** An error as a subgraph answered it. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: AnswerPath;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * The error of a subgraph in the form that the stock executor gives it: with the name of the service, by which the rules for
 * public errors recognise it, and with a code.
 */
export function errorOfSubgraph(error: AnsweredError, serviceName: string, path: AnswerPath | undefined): GraphQLError {
  const { message, extensions } = error;
  return new GraphQLError(message || `Error while fetching subquery from service "${serviceName}"`, {
    originalError: error as unknown as Error,
    path,
    extensions: { ...extensions, serviceName, code: extensions?.['code'] || 'DOWNSTREAM_SERVICE_ERROR' },
  });
}
