import { OperationTypeNode } from 'graphql';
import { AppError } from '#platform/errors';
import { FORWARDED_KEY_HEADER, formatForwardedKey } from '#platform/idempotency';
import { CLIENT_HEADER } from '../caller/identity-exchange.ts';
import { failedPaths } from './failed-paths.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { ErrorCode } from '#platform/errors';
import type { GatewayContext } from './gateway-context.ts';
import type { CallerHeaders } from './transport/pending-call.ts';
import type { Answer } from './transport/read-answer.ts';
import type { SubgraphTransport } from './transport/subgraph-transport.ts';

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];

/**
 * Sends the parts of a plan to one subgraph: signed, in the name of the caller, within a deadline. For both executors.
 * `RemoteGraphQLDataSource` has no deadline, no signature, and answers failures with the address of the service.
 *
 * Nothing of the client's headers is forwarded but its idempotency key, checked and bound to the request: an `x-user-*` or
 * `x-lifeready-*` header it sends goes nowhere.
 */
export function createSubgraphDataSource(transport: SubgraphTransport): GraphQLDataSource {
  return {
    async process(options) {
      const context = options.context as GatewayContext;
      try {
        return await send(transport, options, context);
      } catch (error) {
        // Nobody is told anything any more.
        if (!context.signal.aborted)
          context.logger.warn({ err: error, requestId: context.requestId }, 'a subgraph call failed');
        return failure(options, extensionsOf(error));
      }
    },
  };
}

function send(transport: SubgraphTransport, options: ProcessOptions, context: GatewayContext): Promise<Answer> {
  const { query = '', variables, operationName } = options.request;
  const { requestId, receivedAtMs, signal, allowMs } = context;
  return transport.send({
    text: query,
    operationName,
    variables,
    caller: callerOf(context),
    requestId,
    onlyReads: onlyReads(options),
    receivedAtMs,
    signal,
    allowMs,
  });
}

/** Queries that belong to a change show what it has made: they are the request's own. */
function onlyReads(options: ProcessOptions): boolean {
  if (!('incomingRequestContext' in options)) return false;
  return options.incomingRequestContext.operation.operation === OperationTypeNode.QUERY;
}

let strangers = 0;
const callers = new WeakMap<GatewayContext, CallerHeaders>();

/** What a service is told besides the operation, all of it under the signature. The same for all calls of a request. */
function callerOf(context: GatewayContext): CallerHeaders {
  const known = callers.get(context);
  if (known !== undefined) return known;
  const { contextToken, clientId, idempotencyKey } = context;
  const headers: Record<string, string> = { accept: 'application/json', [CLIENT_HEADER]: clientId };
  if (idempotencyKey !== undefined) headers[FORWARDED_KEY_HEADER] = formatForwardedKey(idempotencyKey);
  // Two who are nobody in particular are not known to be one: each request of theirs is a caller of its own.
  const who = contextToken === undefined ? `stranger ${String((strangers += 1))}` : `token ${contextToken}`;
  // What goes into headers holds no line break, so no two callers have one key.
  const made = { contextToken, headers, key: `${who}\n${clientId}\n${headers[FORWARDED_KEY_HEADER] ?? ''}` };
  callers.set(context, made);
  return made;
}

/** The service itself may be what is not available, or something behind it: to a client it is the same. */
function extensionsOf(error: unknown): Readonly<Record<string, unknown>> {
  const known = error instanceof AppError && error.code !== 'SERVICE_UNAVAILABLE' ? error : undefined;
  const code: ErrorCode = known?.code ?? 'SUBGRAPH_UNAVAILABLE';
  return { ...known?.facts, code };
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
