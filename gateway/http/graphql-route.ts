import { AppError } from '#platform/errors';
import { IDEMPOTENCY_KEY_HEADER } from '#platform/idempotency';
import { boundBodyTime } from './body-time.ts';
import { requirePreflighted } from './csrf.ts';
import { statusFor } from './draft-status.ts';
import { isQuery, parseGetRequest } from './get-request.ts';
import { sendGraphqlError } from './graphql-error.ts';
import { parseGraphqlRequest, withPathId } from './graphql-request.ts';
import { boundKey } from './idempotency-key.ts';
import { requireJsonAnswer } from './json-answer.ts';
import { requireJsonBody } from './json-body.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';
import { beginRequestTime } from './request-time.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#platform/logging';
import type { Authenticate } from '../caller/authenticate.ts';
import type { ResolvedDocument } from '../documents/resolve-document.ts';
import type { GatewayContext } from '../execution/gateway-context.ts';
import type { GraphqlServer } from '../execution/graphql-call.ts';
import type { CheckDocument } from '../limits/document-check.ts';
import type { HttpDraft } from './draft-status.ts';
import type { GraphqlRequest } from './graphql-request.ts';

/** The endpoint, and the same for one registered document. */
const URL_PATHS = ['/graphql', '/graphql/:documentId'] as const;

export interface GraphqlRouteDeps {
  /** Those of the endpoint when absent. */
  readonly urls?: readonly string[];
  readonly authenticate: Authenticate;
  readonly resolveDocument: (clientId: string, request: GraphqlRequest) => ResolvedDocument;
  /** Throws for a document that is too large to look at, or does not fit the schema. */
  readonly checkDocument: CheckDocument;
  /** Throws for variables that are too large to look at. */
  readonly checkVariables: (variables: GraphqlRequest['variables']) => void;
  /** Whose status codes are used. */
  readonly draft: HttpDraft;
  readonly server: Pick<GraphqlServer, 'execute'>;
  /** Longest time for a request, unless it asks for something that may take longer. */
  readonly requestTimeoutMs: number;
}

/**
 * `POST /graphql`, and `GET` for queries. The order is the policy: is it a request, who sends it, which document does it mean, is that
 * document small enough to look at; then it is validated, judged with its variables, planned and run.
 */
export async function registerGraphqlRoute(server: FastifyInstance, deps: GraphqlRouteDeps): Promise<void> {
  await server.register(async (scope) => {
    boundBodyTime(scope);
    scope.setErrorHandler((error: FastifyError | AppError, request, reply) => {
      sendGraphqlError(deps.draft, error, request, reply);
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
        handler: (request, reply) => answer(deps, parseGraphqlRequest(request.body), request, reply),
      });
      scope.route({
        method: 'GET',
        url,
        onRequest: (request, _reply, done) => {
          requirePreflighted(request);
          requireJsonAnswer(request);
          done();
        },
        handler: (request, reply) => answer(deps, parseGetRequest(request.query), request, reply),
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
  const time = beginRequestTime(reply, deps.requestTimeoutMs);
  const call = withPathId(sent, request.params);
  const { operationName, variables } = call;
  deps.checkVariables(variables);
  const { authorization } = request.headers;
  const clientName = textHeader(request.headers['apollographql-client-name']);
  const caller = await deps.authenticate({ authorization, clientName }, request.id);
  const { query } = deps.resolveDocument(caller.clientId, call);
  const checked = deps.checkDocument(query);
  if (request.method === 'GET' && !isQuery(checked, operationName)) {
    void reply.header('allow', 'POST');
    throw new AppError('METHOD_NOT_ALLOWED');
  }
  const idempotencyKey = boundKey(request.headers[IDEMPOTENCY_KEY_HEADER], { query, operationName, variables });
  const { status, headers, body } = await deps.server.execute(
    { query, operationName, variables, accept: request.headers.accept },
    { ...caller, ...time, ...payerOf(request), requestId: request.id, idempotencyKey, logger: request.log as Logger },
  );
  // What came too late is not told apart from what came in time, by anybody who gets half of it.
  if (time.isOver()) throw new AppError('GATEWAY_TIMEOUT');
  return reply
    .code(statusFor(headers['content-type'], status))
    .headers(headers)
    .header('cache-control', 'no-store')
    .send(body);
}

/** Whose budgets a request pays from when nobody is signed in, and whether it wants to be told what it cost. */
function payerOf(request: FastifyRequest): Pick<GatewayContext, 'address' | 'tellCost'> {
  return { address: request.ip, tellCost: request.headers['x-cost'] === '1' };
}

function textHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
