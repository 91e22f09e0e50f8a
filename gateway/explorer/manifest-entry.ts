import { Kind, OperationTypeNode, validate } from 'graphql';
import { AppError } from '#platform/errors';
import { documentIdOf } from '../documents/manifest.ts';
import { parseDocument } from '../limits/parse-document.ts';
import type { GraphQLSchema } from 'graphql';
import type { RegisteredDocument } from '../documents/manifest.ts';

/** Errors of validation that are told. */
const MAX_ERRORS = 1;

/**
 * A document as a manifest has it.
 * @param schema whose operations it may have
 * @throws AppError GRAPHQL_PARSE_FAILED, MAX_TOKENS_LIMIT, or GRAPHQL_VALIDATION_FAILED with what is wrong
 */
export function manifestEntry(schema: GraphQLSchema, text: string): RegisteredDocument {
  const document = parseDocument(text);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) throw invalid('A registered document has one operation.');
  const name = operation.name?.value;
  if (name === undefined) throw invalid('A registered document has a name, such as `query MyCases`.');
  const [error] = validate(schema, document, undefined, { maxErrors: MAX_ERRORS });
  if (error !== undefined) throw invalid(error.message.slice(0, 300));
  const type = operation.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query';
  return { id: documentIdOf(text), name, type, body: text };
}

function invalid(detail: string): AppError {
  return new AppError('GRAPHQL_VALIDATION_FAILED', { detail });
}
