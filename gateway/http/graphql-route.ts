import { AppError } from '#platform/errors';
import { boundBodyTime } from './body-time.ts';
import { requirePreflighted } from './csrf.ts';
import { parseGetRequest } from './get-request.ts';
import { answerGraphql } from './graphql-answer.ts';
import { graphqlRefusal } from './graphql-error.ts';
import { parseGraphqlRequest, withPathId } from './graphql-request.ts';
import { requireJsonAnswer } from './json-answer.ts';
import { requireJsonBody } from './json-body.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';
import { beginRequestTime } from './request-time.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#platform/logging';
import type { GraphqlAnswer, GraphqlAnswerDeps } from './graphql-answer.ts';
import type { HttpLimits } from './http-limits.ts';
import type { GraphqlRequest } from './graphql-request.ts';

/** The endpoint, and the same for one registered document. */
const URL_PATHS = ['/graphql', '/graphql/:documentId'] as const;

export interface GraphqlRouteDeps extends GraphqlAnswerDeps {
  /** Those of the endpoint when absent. */
  readonly urls?: readonly string[];
  readonly limits: HttpLimits;
  /** Longest time for a request, unless it asks for something that may take longer. */
  readonly requestTimeoutMs: number;
}

/** `POST /graphql`, and `GET` for queries: is it a request at all; everything else about it is judged by `answerGraphql`. */
export async function registerGraphqlRoute(server: FastifyInstance, deps: GraphqlRouteDeps): Promise<void> {
  await server.register(async (scope) => {
    boundBodyTime(scope, deps.limits.bodyTimeMs);
    scope.setErrorHandler((error: FastifyError | AppError, request, reply) => {
      const refused = { id: request.id, accept: request.headers.accept, log: request.log as Logger };
      void send(reply, graphqlRefusal(deps.draft, error, refused));
    });
    for (const url of deps.urls ?? URL_PATHS) {
      scope.route({
        method: 'POST',
        url,
        onRequest: (request, _reply, done) => {
          requireJsonBody(request);
          requireJsonAnswer(request);
          done();
        },
        handler: (request, reply) => answer(deps, parseGraphqlRequest(request.body, deps.limits), request, reply),
      });
      scope.route({
        method: 'GET',
        url,
        onRequest: (request, _reply, done) => {
          requirePreflighted(request);
          requireJsonAnswer(request);
          done();
        },
        handler: (request, reply) => answer(deps, parseGetRequest(request.query, deps.limits), request, reply),
      });
      refuseOtherMethods(scope, url, ['GET', 'POST']);
    }
  });
}

async function answer(
  deps: GraphqlRouteDeps,
  sent: GraphqlRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const time = beginRequestTime(reply.raw, deps.requestTimeoutMs);
  const { documentId } = request.params as { readonly documentId?: string };
  const { id, headers, ip: address } = request;
  const sender = { id, headers, address, log: request.log as Logger };
  const isGet = request.method === 'GET';
  try {
    return await send(reply, await answerGraphql(deps, withPathId(sent, documentId), sender, time, isGet));
  } catch (error) {
    if (error instanceof AppError && error.code === 'METHOD_NOT_ALLOWED') void reply.header('allow', 'POST');
    throw error;
  }
}

function send(reply: FastifyReply, { status, headers, body }: GraphqlAnswer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
