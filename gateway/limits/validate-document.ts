import { Kind, validate } from 'graphql';
import { AppError } from '#platform/errors';
import type { DocumentNode, GraphQLSchema, SelectionSetNode } from 'graphql';

/** The first error is enough to refuse; each further one searches the schema for names that are alike, to suggest them. */
const MAX_ERRORS = 1;
const MAX_DETAIL_CHARACTERS = 300;
const SUGGESTION = / Did you mean [^]*$/;
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

export interface ValidationOptions {
  /** Whether fields may be asked for that tell what the schema has. */
  readonly introspection: boolean;
  /** Whether a refusal says what does not fit. Then it names fields and types, those the client wrote and those they belong to. */
  readonly explain: boolean;
}

/**
 * Attacks: the schema read off from introspection, from suggestions, or from what each wrong guess is told; a document of a thousand
 * wrong names, each compared with every name of the schema. Rule: one error, without suggestions; in production without any name of
 * the schema, and no introspection.
 * @param schema of the supergraph: what it alone has is refused when the request is run
 * @throws AppError INTROSPECTION_DISABLED or GRAPHQL_VALIDATION_FAILED
 */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode, options: ValidationOptions): void {
  if (!options.introspection && asksForSchema(document)) throw new AppError('INTROSPECTION_DISABLED');
  const [error] = validate(schema, document, undefined, { maxErrors: MAX_ERRORS });
  if (error === undefined) return;
  if (!options.explain) throw new AppError('GRAPHQL_VALIDATION_FAILED');
  const detail = error.message.replace(SUGGESTION, '').slice(0, MAX_DETAIL_CHARACTERS);
  throw new AppError('GRAPHQL_VALIDATION_FAILED', { detail, cause: error });
}

function asksForSchema(document: DocumentNode): boolean {
  return document.definitions.some((node) => 'selectionSet' in node && hasIntrospection(node.selectionSet));
}

function hasIntrospection(set: SelectionSetNode): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD && INTROSPECTION.has(selection.name.value)) return true;
    if (selection.kind === Kind.FRAGMENT_SPREAD || selection.selectionSet === undefined) return false;
    return hasIntrospection(selection.selectionSet);
  });
}
