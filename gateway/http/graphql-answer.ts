import { AppError } from '#platform/errors';
import { IDEMPOTENCY_KEY_HEADER } from '#platform/idempotency';
import { statusFor } from './draft-status.ts';
import { isQuery } from './get-request.ts';
import { boundKey } from './idempotency-key.ts';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '#platform/logging';
import type { Authenticate } from '../caller/authenticate.ts';
import type { ResolvedDocument } from '../documents/resolve-document.ts';
import type { GraphqlServer } from '../execution/graphql-call.ts';
import type { CheckDocument } from '../limits/document-check.ts';
import type { HttpDraft } from './draft-status.ts';
import type { GraphqlRequest } from './graphql-request.ts';
import type { RequestTime } from './request-time.ts';

/** What a request passes, and what runs it. */
export interface GraphqlAnswerDeps {
  readonly authenticate: Authenticate;
  readonly resolveDocument: (clientId: string, request: GraphqlRequest) => ResolvedDocument | Promise<ResolvedDocument>;
  /** Throws for a document that is too large to look at, or does not fit the schema. */
  readonly checkDocument: CheckDocument;
  /** Throws for variables that are too large to look at. */
  readonly checkVariables: (variables: GraphqlRequest['variables']) => void;
  /** Whose status codes are used. */
  readonly draft: HttpDraft;
  readonly server: Pick<GraphqlServer, 'execute'>;
}

/** What is known of a request besides its operation. */
export interface GraphqlSender {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  /** As the first proxy that is trusted saw it. */
  readonly address: string;
  /** With the id of the request; may be made when it is asked for. */
  readonly log: Logger;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers one well-formed request. The order is the policy: which variables, who sends it, which document does it mean, is that document
 * small enough to look at; then it is validated, judged with its variables, planned and run.
 * @param onlyQueries whether a change would be one too many, as with GET
 * @throws AppError for what is refused before it is run
 */
export async function answerGraphql(
  deps: GraphqlAnswerDeps,
  call: GraphqlRequest,
  sender: GraphqlSender,
  time: RequestTime,
  onlyQueries: boolean,
): Promise<GraphqlAnswer> {
  const { id, headers, address } = sender;
  const { operationName, variables } = call;
  deps.checkVariables(variables);
  const { authorization, accept } = headers;
  const clientName = textHeader(headers['apollographql-client-name']);
  const { actor, contextToken, clientId } = await deps.authenticate({ authorization, clientName }, id);
  const { query } = await deps.resolveDocument(clientId, call);
  const checked = deps.checkDocument(query);
  if (onlyQueries && !isQuery(checked, operationName)) throw new AppError('METHOD_NOT_ALLOWED');
  const idempotencyKey = boundKey(headers[IDEMPOTENCY_KEY_HEADER], { query, operationName, variables });
  const reply = await deps.server.execute(
    { query, operationName, variables, accept },
    {
      actor,
      contextToken,
      clientId,
      signal: time.signal,
      receivedAtMs: time.receivedAtMs,
      allowMs: time.allowMs,
      // Whose budgets a request pays from when nobody is signed in, and whether it wants to be told what it cost.
      address,
      tellCost: headers['x-cost'] === '1',
      requestId: id,
      idempotencyKey,
      get logger() {
        return sender.log;
      },
    },
  );
  // What came too late is not told apart from what came in time, by anybody who gets half of it.
  if (time.isOver()) throw new AppError('GATEWAY_TIMEOUT');
  const status = statusFor(reply.headers['content-type'], reply.status);
  return { status, headers: { ...reply.headers, 'cache-control': 'no-store' }, body: reply.body };
}

function textHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
