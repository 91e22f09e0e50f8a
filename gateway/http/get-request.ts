import { OperationTypeNode } from 'graphql';
import { AppError } from '#platform/errors';
import { notWellFormed } from './draft-status.ts';
import { readGraphqlRequest } from './graphql-request.ts';
import { requireBoundedJson } from './json-shape.ts';
import type { CheckedDocument } from '../limits/document-check.ts';
import type { JsonLimits } from './json-shape.ts';
import type { GraphqlRequest } from './graphql-request.ts';

const TEXTS = ['query', 'documentId', 'operationName'] as const;
const OBJECTS = ['variables', 'extensions'] as const;

/**
 * The request in the parameters of a URL (GraphQL over HTTP, GET). Attack: a parameter twice, of which a cache or a filter reads the
 * other one. Rule: each at most once.
 * @param parameters as the server took them apart
 * @throws AppError BAD_REQUEST
 */
export function parseGetRequest(parameters: unknown, limits: JsonLimits): GraphqlRequest {
  const given = parameters as Readonly<Record<string, string | string[] | undefined>>;
  const request: Record<string, unknown> = {};
  for (const name of [...TEXTS, ...OBJECTS]) {
    const value = given[name];
    if (Array.isArray(value)) throw new AppError('BAD_REQUEST', { detail: `Send \`${name}\` once.` });
    if (value !== undefined && value !== '') request[name] = value;
  }
  for (const name of OBJECTS) {
    const text = request[name];
    if (typeof text === 'string') request[name] = parseObject(name, text, limits);
  }
  return readGraphqlRequest(request);
}

function parseObject(name: string, text: string, limits: JsonLimits): unknown {
  requireBoundedJson(Buffer.from(text), limits);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notWellFormed(new AppError('BAD_REQUEST', { detail: `\`${name}\` is not JSON.`, cause }));
  }
}

/**
 * Attack: a link, an image or a cache that makes a change happen by GET. Rule: what GET runs is a query (GraphQL over HTTP, GET).
 * @returns whether every operation that the name may mean is one
 */
export function isQuery({ operations }: CheckedDocument, operationName: string | undefined): boolean {
  const meant = operations.filter(({ name }) => operationName === undefined || name === operationName);
  return meant.every(({ type }) => type === OperationTypeNode.QUERY);
}
