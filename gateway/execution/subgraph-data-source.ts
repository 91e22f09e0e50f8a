import { z } from 'zod';
import { AppError, isErrorCode } from '#platform/errors';
import { readAnswerJson } from '#platform/http';
import { FORWARDED_KEY_HEADER, formatForwardedKey } from '#platform/idempotency';
import { CLIENT_HEADER } from '../caller/identity-exchange.ts';
import { failedPaths } from './failed-paths.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { ErrorCode } from '#platform/errors';
import type { ServiceClient } from '#platform/http';
import type { GatewayContext } from './gateway-context.ts';

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];
type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

const record = z.record(z.string(), z.unknown());
const graphqlAnswer = z.object({
  data: record.nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: record.optional(),
      }),
    )
    .optional(),
});
const problem = z.looseObject({ code: z.string() });

/**
 * Sends the parts of a plan to one subgraph: signed, in the name of the caller, within a deadline. `RemoteGraphQLDataSource` has
 * no deadline, no signature, and answers failures with the address of the service.
 *
 * Nothing of the client's headers is forwarded but its idempotency key, checked and bound to the request: an `x-user-*` or
 * `x-lifeready-*` header it sends goes nowhere.
 */
export function createSubgraphDataSource(deps: {
  readonly client: ServiceClient;
  readonly timeoutMs: number;
}): GraphQLDataSource {
  return {
    async process(options) {
      const context = options.context as GatewayContext;
      try {
        return await send(deps, options, context);
      } catch (error) {
        context.logger.warn({ err: error, requestId: context.requestId }, 'a subgraph call failed');
        return failure(options, { code: codeOf(error) });
      }
    },
  };
}

/** The service itself may be what is not available, or something behind it: to a client it is the same. */
function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError && error.code !== 'SERVICE_UNAVAILABLE' ? error.code : 'SUBGRAPH_UNAVAILABLE';
}

async function send(
  deps: { readonly client: ServiceClient; readonly timeoutMs: number },
  options: ProcessOptions,
  context: GatewayContext,
): Promise<Answer> {
  const { query, variables, operationName } = options.request;
  const answer = await deps.client.call({
    method: 'POST',
    path: '/graphql',
    json: { query, variables, operationName },
    headers: headersFor(context),
    contextToken: context.contextToken,
    requestId: context.requestId,
    timeoutMs: deps.timeoutMs,
    // The timeouts above start anew with each part of the answer; this one does not.
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(deps.timeoutMs)]),
  });
  const body = await readAnswerJson(answer);
  const parsed = graphqlAnswer.safeParse(body);
  if (parsed.success && ('data' in parsed.data || parsed.data.errors !== undefined)) return parsed.data as Answer;
  // A refusal ahead of GraphQL, such as a context token that has just ended.
  const refusal = problem.safeParse(body);
  if (answer.status >= 400 && refusal.success && isErrorCode(refusal.data.code)) throw new AppError(refusal.data.code);
  throw new AppError('SUBGRAPH_UNAVAILABLE', { cause: new Error(`no GraphQL answer, status ${answer.status}`) });
}

/** What a service is told besides the operation, all of it under the signature. */
function headersFor({ clientId, idempotencyKey }: GatewayContext): Record<string, string> {
  const headers = { accept: 'application/json', [CLIENT_HEADER]: clientId };
  return idempotencyKey === undefined
    ? headers
    : { ...headers, [FORWARDED_KEY_HEADER]: formatForwardedKey(idempotencyKey) };
}

/** The same error at every place of the answer that the call would have filled. */
function failure(options: ProcessOptions, extensions: Readonly<Record<string, unknown>>): Answer {
  const errors = failedPaths(options.request.query, 'document' in options ? options.document : undefined).map(
    (path) => ({
      message: 'The subgraph call failed.',
      path,
      extensions,
    }),
  );
  return { data: null, errors };
}
