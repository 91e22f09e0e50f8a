import { AppError, asAppError, toProblem } from '#platform/errors';
import { refusalStatus } from './draft-status.ts';
import { challengeFor } from './www-authenticate.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpDraft } from './draft-status.ts';

const RESPONSE_JSON = 'application/graphql-response+json';

/** Refusals before execution have the same form as those of the executor: a GraphQL answer with one error. */
export function sendGraphqlError(
  draft: HttpDraft,
  error: FastifyError | AppError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const appError = fromFastify(error);
  if (appError.status >= 500) request.log.error({ err: error, cause: appError.cause }, 'request failed');
  const problem = toProblem(appError, request.id);
  const challenge = challengeFor(problem);
  if (challenge !== undefined) void reply.header('www-authenticate', challenge);
  void reply
    .code(refusalStatus(draft, appError))
    .headers({ 'content-type': `${mediaType(request)}; charset=utf-8`, 'cache-control': 'no-store' })
    .send(JSON.stringify({ errors: [{ message: appError.message, extensions: problem }] }));
}

/** Whoever takes the type of the specification gets it; what was refused for its `accept` gets plain JSON. */
function mediaType({ headers: { accept } }: FastifyRequest): string {
  return accept?.includes(RESPONSE_JSON) === true ? RESPONSE_JSON : 'application/json';
}

function fromFastify(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
  return error.statusCode !== undefined && error.statusCode < 500
    ? new AppError('BAD_REQUEST', { cause: error })
    : asAppError(error);
}
