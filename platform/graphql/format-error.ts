import { unwrapResolverError } from '@apollo/server/errors';
import { AppError, asAppError, isErrorCode, toProblem } from '#platform/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from '#platform/logging';

/** `Variable "$input" got invalid value … at "input.type"; …`: the path is ours to show, the value is not. */
const COERCION_PATH = / at "((\w{1,100})[\w.[\]]{1,200})"; /g;
const COERCION_VARIABLE = /^Variable "\$(\w{1,100})"/;

/**
 * The uniform error contract for GraphQL: a registered code, problem details and the request id; message is the title.
 * Everything unexpected is logged with its stack and leaves as `INTERNAL_SERVER_ERROR`.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId: string,
  logger: Logger,
): GraphQLFormattedError {
  const appError = toAppError(formatted, error);
  if (appError.status >= 500)
    logger.error({ err: error, cause: appError.cause, path: formatted.path }, 'operation failed');
  return {
    message: appError.message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { ...toProblem(appError, requestId) },
  };
}

function toAppError(formatted: GraphQLFormattedError, error: unknown): AppError {
  const original = unwrapResolverError(error);
  if (original instanceof AppError) return original;
  const code = formatted.extensions?.['code'];
  if (code === 'BAD_USER_INPUT') return coercionError(formatted.message, error);
  if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR')
    return new AppError(code, { detail: publicDetail(code, formatted.message), cause: error });
  return asAppError(original);
}

/**
 * A variable that does not fit its declared type, as graphql-js reports it before execution. The message echoes the value,
 * so only the path is kept.
 */
export function coercionError(message: string, cause?: unknown): AppError {
  const variable = COERCION_VARIABLE.exec(message)?.[1];
  // A path begins with its variable; anything else of that form is part of the value.
  const path = [...message.matchAll(COERCION_PATH)].find(([, , start]) => start === variable)?.[1] ?? variable;
  return new AppError('BAD_USER_INPUT', {
    ...(path === undefined ? {} : { fields: { [path]: ['is not a valid value for its type'] } }),
    cause,
  });
}

/** Validation messages name schema elements only; they help the developer and hold no data. */
function publicDetail(code: string, message: string): string {
  return code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED' ? message.slice(0, 300) : '';
}
