import { LRUCache } from 'lru-cache';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { FinishAnswer, RawResult } from './answer-rules.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { GraphqlCall, GraphqlReply, GraphqlServer } from './graphql-call.ts';
import type { CheckOperation } from './operation-rules.ts';
import type { PreparedDocument, PreparedDocuments } from './prepared-documents.ts';
import type { HasProgram } from './program/program-executor.ts';
import type { Executor, ExecutorRequest, ExecutorResult } from './program/query-plan.ts';

/** Values of `Accept` whose media type is remembered, and their characters. */
const MAX_ACCEPTED = 100;
const MAX_ACCEPT_CHARACTERS = 300;

export interface DirectDeps {
  /** Runs whatever is not prepared, and thereby prepares it. */
  readonly apollo: GraphqlServer;
  /** The same that Apollo Server calls. */
  readonly executor: Executor;
  readonly prepared: PreparedDocuments;
  /** Whether a program of our own runs the document; for everything else there is Apollo Server. */
  readonly hasProgram: HasProgram;
  readonly check: CheckOperation;
  readonly finish: FinishAnswer;
}

/**
 * The short way for documents that have been run before: the same rules, the same executor, the same answer, without the pipeline of Apollo
 * Server, which takes longer than all of them (ADR 49). What is sent first, or has no program, goes the long way.
 */
export function createDirectServer(deps: DirectDeps): GraphqlServer {
  const { apollo, prepared } = deps;
  const mediaTypes = new LRUCache<string, string>({ max: MAX_ACCEPTED });
  const theLongWay = async (call: GraphqlCall, context: GatewayContext): Promise<GraphqlReply> => {
    const reply = await apollo.execute(call, context);
    const { accept = '' } = call;
    const mediaType = reply.headers['content-type'];
    if (mediaType !== undefined && accept.length <= MAX_ACCEPT_CHARACTERS) mediaTypes.set(accept, mediaType);
    return reply;
  };
  return {
    execute: (call, context) => {
      const known = prepared.find(call.query, call.operationName);
      const mediaType = mediaTypes.get(call.accept ?? '');
      const isDirect = known !== undefined && mediaType !== undefined && context.rehearsal === undefined;
      return isDirect && deps.hasProgram(known, call.operationName)
        ? run(deps, known, mediaType, call, context)
        : theLongWay(call, context);
    },
    stop: () => apollo.stop(),
  };
}

async function run(
  { executor, check, finish }: DirectDeps,
  known: PreparedDocument,
  mediaType: string,
  { query, operationName, variables }: GraphqlCall,
  context: GatewayContext,
): Promise<GraphqlReply> {
  let outcome: Outcome;
  try {
    check({ document: known.document, operation: known.operation, variables }, context);
    const given = { query, ...(operationName === undefined ? {} : { operationName }), ...(variables && { variables }) };
    // Read by nobody on this way: neither traces nor cache policies are ours.
    const request = { ...known, request: given, context, metrics: {} } as ExecutorRequest;
    outcome = outcomeOf(await executor(request));
  } catch (thrown) {
    // A result without data.
    const error = asGraphqlError(thrown);
    outcome = { raw: { errors: [formatted(error)] }, originals: [error] };
  }
  const { raw, originals } = outcome;
  const { result, status, headers } = finish(raw, originals, context);
  const body = `${JSON.stringify(result)}\n`;
  return {
    status: status ?? (raw.data === undefined && raw.errors !== undefined ? 500 : 200),
    headers: { ...headers, 'content-type': mediaType, 'cache-control': 'no-store' },
    body,
  };
}

/** What was run or was not, and the errors as they were thrown: what Apollo Server would hand to its plugins. */
interface Outcome {
  readonly raw: RawResult;
  readonly originals: readonly unknown[] | undefined;
}

function outcomeOf({ errors, ...result }: ExecutorResult): Outcome {
  return errors === undefined
    ? { raw: result, originals: undefined }
    : { raw: { ...result, errors: errors.map((error) => formatted(asGraphqlError(error))) }, originals: errors };
}

/** Plans fail with other errors, too. */
function asGraphqlError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new GraphQLError(error.message, { originalError: error });
}

function formatted(error: GraphQLError): GraphQLFormattedError {
  const { code = 'INTERNAL_SERVER_ERROR', ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions: { ...extensions, code } };
}
