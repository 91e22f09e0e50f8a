import { AppError, isErrorCode } from '#platform/errors';
import type { GraphQLDataSource } from '@apollo/gateway';

/** A GraphQL answer of a subgraph, as the planner's library takes it. */
export type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/**
 * The answer of a subgraph. Looked at by hand: every request passes through here, and data is looked at again where it is used, by the
 * names and types of the schema.
 * @param status of the HTTP answer
 * @throws AppError with the code of a refusal ahead of GraphQL, such as a context token that has just ended; SUBGRAPH_UNAVAILABLE for
 *   anything that is not an answer
 */
export function readAnswer(status: number, bytes: Buffer): Answer {
  const body = parse(status, bytes);
  if (isAnswer(body)) return body;
  if (status >= 400 && isObject(body) && isErrorCode(body['code'])) throw new AppError(body['code']);
  throw noAnswer(status);
}

function parse(status: number, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (cause) {
    throw noAnswer(status, cause);
  }
}

function noAnswer(status: number, cause?: unknown): AppError {
  return new AppError('SUBGRAPH_UNAVAILABLE', {
    cause: new Error(`no GraphQL answer, status ${String(status)}`, { cause }),
  });
}

/** The response format of GraphQL (October 2021, section 7.1): `data`, `errors`, or both. */
function isAnswer(body: unknown): body is Answer {
  if (!isObject(body)) return false;
  const { data, errors } = body;
  if (data !== undefined && data !== null && !isObject(data)) return false;
  if (errors !== undefined) return Array.isArray(errors) && errors.every(isAnsweredError);
  return data !== undefined;
}

function isAnsweredError(error: unknown): boolean {
  if (!isObject(error) || typeof error['message'] !== 'string') return false;
  const { path, extensions } = error;
  return (path === undefined || isPath(path)) && (extensions === undefined || isObject(extensions));
}

function isPath(path: unknown): boolean {
  return Array.isArray(path) && path.every((step) => typeof step === 'string' || typeof step === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
