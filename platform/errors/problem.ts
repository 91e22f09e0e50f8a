import { ERROR_CODES } from './registry.ts';
import type { AppError, FieldErrors } from './app-error.ts';
import type { ErrorCode } from './registry.ts';

/** The public form of an error: problem details (RFC 9457) plus the stable code and the request id. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: FieldErrors;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly [fact: string]: unknown;
}

/** `type` member of problem details: a URN, so that it promises no web page. */
export function problemType(code: ErrorCode): string {
  return `urn:lifeready:error:${code.toLowerCase().replaceAll('_', '-')}`;
}

/**
 * The public form of `error`; used as the REST body and as GraphQL `extensions`.
 * @param requestId correlation id of the request, shown to the caller
 */
export function toProblem(error: AppError, requestId: string): Problem {
  return {
    ...error.facts,
    type: problemType(error.code),
    title: ERROR_CODES[error.code].title,
    status: error.status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.fields === undefined ? {} : { errors: error.fields }),
    code: error.code,
    requestId,
  };
}
