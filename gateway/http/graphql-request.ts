import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { notWellFormed } from './draft-status.ts';
import { requireBoundedJson } from './json-shape.ts';
import type { JsonLimits } from './json-shape.ts';

/** The well-formed request of GraphQL over HTTP, before it is known which document it means. */
export interface GraphqlRequest {
  readonly query: string | undefined;
  /** Id of a registered document (GraphQL over HTTP, appendix A). */
  readonly documentId: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** Characters of the name of an operation, or of the id of a document. */
const MAX_NAME = 200;

const record = z.record(z.string(), z.unknown());

/** Unknown members are ignored, as the specification asks. */
const body = z.object({
  query: z.string().nullish(),
  documentId: z.string().max(MAX_NAME).nullish(),
  operationName: z.string().max(MAX_NAME).nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/**
 * Attacks: a list of a thousand operations in one request, past every limit that counts requests; a body that is all brackets; bytes
 * that are no UTF-8, which a filter in front of us reads as something else.
 * Rule: one JSON object with one operation to run, of bounded shape.
 * @param bytes body as received
 * @throws AppError BATCHING_NOT_SUPPORTED or BAD_REQUEST
 */
export function parseGraphqlRequest(bytes: unknown, limits: JsonLimits): GraphqlRequest {
  if (Buffer.isBuffer(bytes)) {
    if (!isUtf8(bytes)) throw new AppError('BAD_REQUEST', { detail: 'The body is not UTF-8.' });
    requireBoundedJson(bytes, limits);
  }
  const value = parseJsonBody(bytes);
  if (Array.isArray(value)) throw notWellFormed(new AppError('BATCHING_NOT_SUPPORTED'));
  return readGraphqlRequest(value);
}

/**
 * @param value the members of a request, from wherever they came
 * @throws AppError BAD_REQUEST that names the member at fault
 */
export function readGraphqlRequest(value: unknown): GraphqlRequest {
  if (isUsual(value)) {
    const { query, operationName, variables } = value;
    return { query, documentId: undefined, operationName, variables, extensions: undefined };
  }
  const parsed = body.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    const detail = path === '' ? 'The body is not a GraphQL request.' : `\`${path}\` is not of the right type.`;
    throw notWellFormed(new AppError('BAD_REQUEST', { detail }));
  }
  const { query, documentId, operationName, variables, extensions } = parsed.data;
  return {
    query: emptyAsAbsent(query),
    documentId: emptyAsAbsent(documentId),
    operationName: emptyAsAbsent(operationName),
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

/**
 * The request with the id of a registered document in the path, `/graphql/<id>`.
 * @param documentId of the path, if there is one
 * @throws AppError BAD_REQUEST when it names two documents or none
 */
export function withPathId(request: GraphqlRequest, documentId: string | undefined): GraphqlRequest {
  const extension = request.extensions?.['persistedQuery'];
  if (documentId !== undefined) {
    if (request.documentId !== undefined || extension !== undefined)
      throw notWellFormed(new AppError('BAD_REQUEST', { detail: 'Name the document once.' }));
    return { ...request, documentId };
  }
  if (request.query === undefined && request.documentId === undefined && extension === undefined)
    throw notWellFormed(new AppError('BAD_REQUEST', { detail: 'Send `query` or `documentId`.' }));
  return request;
}

/** The members that a usual request has; the schema above says no more of them. It copies what it reads, which long variables feel. */
interface UsualRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

function isUsual(value: unknown): value is UsualRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { query, operationName, variables, ...others } = value as Readonly<Record<string, unknown>>;
  if (typeof query !== 'string' || query === '') return false;
  const isNamed = typeof operationName === 'string' && operationName !== '' && operationName.length <= MAX_NAME;
  if (operationName !== undefined && !isNamed) return false;
  if (variables !== undefined && !isRecord(variables)) return false;
  return Object.keys(others).length === 0;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__');
}

function emptyAsAbsent(text: string | null | undefined): string | undefined {
  return text === null || text === '' ? undefined : text;
}
