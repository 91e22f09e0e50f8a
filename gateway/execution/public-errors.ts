import { GraphQLError } from 'graphql';
import { AppError, isErrorCode, toProblem } from '#platform/errors';
import { formatError } from '#platform/graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { AppErrorOptions, ErrorCode, FieldErrors } from '#platform/errors';
import type { GatewayContext } from './gateway-context.ts';

type RequestFacts = Pick<GatewayContext, 'requestId' | 'logger'>;

/** Codes about the call between two services; the client did nothing to cause them and can do nothing about them. */
const INTERNAL_CODES: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_SIGNATURE_INVALID',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'INTERNAL_SERVER_ERROR',
]);
/** Members of problem details, and what the libraries add; everything else a subgraph says is a fact for the client. */
const NOT_FACTS = new Set([
  'type',
  'title',
  'status',
  'detail',
  'errors',
  'code',
  'requestId',
  'serviceName',
  'stacktrace',
]);
const FACT_NAME = /^[a-z][A-Za-z0-9_]{0,63}$/;
const MAX_TEXT_CHARACTERS = 500;

/**
 * The one form in which errors leave: a registered code with its title, problem details, the request id and the path.
 * Attack: a message from deep inside that names a service, an address or a query. Rule: only members that the error contract
 * names are passed on, and only with a registered code; the rest is logged and leaves as `INTERNAL_SERVER_ERROR`.
 */
export function publicError(
  formatted: GraphQLFormattedError,
  error: unknown,
  request: RequestFacts,
): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (original instanceof AppError) return { ...render(formatted, original, request), ...locationsOf(formatted) };
  if (formatted.extensions?.['serviceName'] === undefined)
    return formatError(formatted, error, request.requestId, request.logger);
  return render(formatted, ofSubgraph(formatted.extensions, error), request);
}

function render(
  formatted: GraphQLFormattedError,
  error: AppError,
  { requestId, logger }: RequestFacts,
): GraphQLFormattedError {
  if (error.status >= 500) logger.error({ err: error, cause: error.cause, path: formatted.path }, 'operation failed');
  return {
    message: error.message,
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { ...toProblem(error, requestId) },
  };
}

/** Of our own errors only: those of a subgraph are about the document that we sent it. */
function locationsOf({ locations }: GraphQLFormattedError): Pick<GraphQLFormattedError, 'locations'> {
  return locations === undefined ? {} : { locations };
}

function ofSubgraph(extensions: Readonly<Record<string, unknown>>, cause: unknown): AppError {
  const { code, detail, errors } = extensions;
  if (!isErrorCode(code) || INTERNAL_CODES.has(code)) return new AppError('INTERNAL_SERVER_ERROR', { cause });
  const fields = fieldErrors(errors);
  const facts = Object.fromEntries(Object.entries(extensions).filter(([name, value]) => isFact(name, value)));
  return new AppError(code, {
    ...(isText(detail) ? { detail } : {}),
    ...(fields === undefined ? {} : { fields }),
    facts: facts as NonNullable<AppErrorOptions['facts']>,
    cause,
  });
}

function fieldErrors(value: unknown): FieldErrors | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).flatMap(([path, messages]) =>
    Array.isArray(messages) ? [[path, messages.filter(isText)] as const] : [],
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isFact(name: string, value: unknown): boolean {
  if (NOT_FACTS.has(name) || !FACT_NAME.test(name)) return false;
  return Array.isArray(value)
    ? value.every(isText)
    : value === null || ['number', 'boolean'].includes(typeof value) || isText(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT_CHARACTERS;
}
