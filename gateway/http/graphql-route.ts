import { AppError, asAppError, toProblem } from '#platform/errors';
import { IDEMPOTENCY_KEY_HEADER } from '#platform/idempotency';
import { parseGraphqlRequest } from './graphql-request.ts';
import { requireJsonAnswer } from './json-answer.ts';
import { requireJsonBody } from './json-body.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';
import { challengeFor } from './www-authenticate.ts';
import { boundBodyTime } from './body-time.ts';
import { clientGone } from './client-gone.ts';
import { boundKey } from './idempotency-key.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#platform/logging';
import type { Authenticate } from '../caller/authenticate.ts';
import type { GraphqlServer } from '../execution/graphql-server.ts';
import type { ResolvedDocument } from '../documents/resolve-document.ts';
import type { GraphqlRequest } from './graphql-request.ts';

const URL_PATH = '/graphql';

export interface GraphqlRouteDeps {
  readonly authenticate: Authenticate;
  readonly resolveDocument: (clientId: string, request: GraphqlRequest) => ResolvedDocument;
  /** Throws for a document that is too large to look at. */
  readonly checkDocument: (query: string) => void;
  readonly server: GraphqlServer;
}

/**
 * `POST /graphql`. The order is the policy: is it a request, who sends it, which document does it mean, is that document small
 * enough to look at; then it is validated, judged with its variables, planned and run.
 */
export async function registerGraphqlRoute(server: FastifyInstance, deps: GraphqlRouteDeps): Promise<void> {
  await server.register(async (scope) => {
    boundBodyTime(scope);
    scope.setErrorHandler((error: FastifyError | AppError, request, reply) => {
      sendError(error, request, reply);
    });
    scope.route({
      method: 'POST',
      url: URL_PATH,
      onRequest: (request, _reply, done) => {
        requireJsonBody(request);
        requireJsonAnswer(request);
        done();
      },
      handler: (request, reply) => answer(deps, request, reply),
    });
    refuseOtherMethods(scope, URL_PATH, ['POST']);
  });
}

async function answer(deps: GraphqlRouteDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const call = parseGraphqlRequest(request.body);
  const { authorization } = request.headers;
  const clientName = textHeader(request.headers['apollographql-client-name']);
  const caller = await deps.authenticate({ authorization, clientName }, request.id);
  const { query } = deps.resolveDocument(caller.clientId, call);
  deps.checkDocument(query);
  const { operationName, variables } = call;
  const idempotencyKey = boundKey(request.headers[IDEMPOTENCY_KEY_HEADER], { query, operationName, variables });
  const { status, headers, body } = await deps.server.execute(
    { query, operationName, variables, accept: request.headers.accept },
    { ...caller, requestId: request.id, idempotencyKey, logger: request.log as Logger, signal: clientGone(reply) },
  );
  return reply.code(status).headers(headers).header('cache-control', 'no-store').send(body);
}

/** Refusals before execution have the same form as those of the executor: a GraphQL answer with one error. */
function sendError(error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply): void {
  const appError = fromFastify(error);
  if (appError.status >= 500) request.log.error({ err: error, cause: appError.cause }, 'request failed');
  const problem = toProblem(appError, request.id);
  const challenge = challengeFor(problem);
  if (challenge !== undefined) void reply.header('www-authenticate', challenge);
  void reply
    .code(appError.status)
    .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .send(JSON.stringify({ errors: [{ message: appError.message, extensions: problem }] }));
}

function fromFastify(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
  return error.statusCode !== undefined && error.statusCode < 500
    ? new AppError('BAD_REQUEST', { cause: error })
    : asAppError(error);
}

function textHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
