import { AppError, asAppError, toProblem } from '#platform/errors';
import { refusalStatus } from './draft-status.ts';
import { challengeFor } from './www-authenticate.ts';
import type { FastifyError } from 'fastify';
import type { Logger } from '#platform/logging';
import type { HttpDraft } from './draft-status.ts';
import type { GraphqlAnswer } from './graphql-answer.ts';

const RESPONSE_JSON = 'application/graphql-response+json';

/** What a refusal needs to know of the request. */
export interface RefusedRequest {
  readonly id: string;
  readonly accept: string | undefined;
  readonly log: Pick<Logger, 'error'>;
}

/** Refusals before execution have the same form as those of the executor: a GraphQL answer with one error. */
export function graphqlRefusal(
  draft: HttpDraft,
  error: FastifyError | AppError,
  { id, accept, log }: RefusedRequest,
): GraphqlAnswer {
  const appError = fromFastify(error);
  if (appError.status >= 500) log.error({ err: error, cause: appError.cause }, 'request failed');
  const problem = toProblem(appError, id);
  const challenge = challengeFor(problem);
  return {
    status: refusalStatus(draft, appError),
    headers: {
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      'content-type': `${mediaType(accept)}; charset=utf-8`,
      'cache-control': 'no-store',
    },
    body: JSON.stringify({ errors: [{ message: appError.message, extensions: problem }] }),
  };
}

/** Whoever takes the type of the specification gets it; what was refused for its `accept` gets plain JSON. */
function mediaType(accept: string | undefined): string {
  return accept?.includes(RESPONSE_JSON) === true ? RESPONSE_JSON : 'application/json';
}

function fromFastify(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
  return error.statusCode !== undefined && error.statusCode < 500
    ? new AppError('BAD_REQUEST', { cause: error })
    : asAppError(error);
}
