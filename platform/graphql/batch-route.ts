import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { AppError, asAppError, toProblem } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { BATCH_PATH, MAX_BATCH_ITEMS, writeBatchAnswer } from './batch-format.ts';
import { operationSchema } from './run-operation.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#platform/logging';
import type { RequestContext } from './request-context.ts';
import type { Operation } from './run-operation.ts';

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;
const batchSchema = z
  .array(z.object({ requestId: z.string().regex(REQUEST_ID), request: operationSchema }))
  .min(1)
  .max(MAX_BATCH_ITEMS);

/**
 * `POST /graphql/batch`: several queries of one caller in one signed call, each run as if it had come by itself.
 *
 * Attacks: a query that borrows the caller of the one beside it; many changes in one call, past whatever counts calls. Rules: a call has
 * one signature and one context token, and an item has nothing that could name anybody: its request id is all it says besides the
 * query. The gateway alone may send it, and queries alone (`requireAloneUnlessQuery`).
 * @param deps.run answers one item; what it throws is the answer to that item alone
 */
export function registerBatchRoute<Context extends RequestContext>(
  server: FastifyInstance,
  deps: {
    readonly contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<(requestId: string) => Context>;
    readonly run: (operation: Operation, context: Context) => Promise<{ readonly body: string }>;
  },
): void {
  server.post(BATCH_PATH, { config: { callers: ['gateway'] } }, async (request, reply) => {
    const items = parseBatch(request.body);
    // The line about the call has the id of the first alone.
    request.log.info({ requestIds: items.map(({ requestId }) => requestId) }, 'requests of one call');
    const contextFor = await deps.contextOf(request, reply);
    const answers = await Promise.all(
      items.map(async ({ requestId, request: operation }) => {
        try {
          return (await deps.run(operation, contextFor(requestId))).body;
        } catch (error) {
          return refusal(error, requestId, request.log);
        }
      }),
    );
    return reply.type('application/octet-stream').send(writeBatchAnswer(answers));
  });
}

/** @throws GraphQLError BAD_REQUEST for a change that is one of several in a call: nobody would expect it there */
export function requireAloneUnlessQuery(context: RequestContext, kind: string | undefined): void {
  if (context.isBatched === true && kind !== 'query')
    throw new GraphQLError('Only queries travel together.', { extensions: { code: 'BAD_REQUEST' } });
}

function refusal(error: unknown, requestId: string, logger: Pick<Logger, 'error'>): string {
  const appError = asAppError(error);
  if (appError.status >= 500) logger.error({ err: error, cause: appError.cause }, 'operation failed');
  return JSON.stringify({ errors: [{ message: appError.message, extensions: toProblem(appError, requestId) }] });
}

/** @throws AppError BAD_REQUEST */
function parseBatch(body: unknown): z.output<typeof batchSchema> {
  const result = batchSchema.safeParse(parseJsonBody(body));
  if (!result.success)
    throw new AppError('BAD_REQUEST', { detail: 'The body is not a list of GraphQL requests.', cause: result.error });
  return result.data;
}
