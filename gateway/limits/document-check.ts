import { LRUCache } from 'lru-cache';
import { Kind } from 'graphql';
import { AppError } from '#platform/errors';
import { documentIdOf } from '../documents/manifest.ts';
import { checkShape } from './check-shape.ts';
import { DEFAULT_SHAPE_LIMITS } from './limits.ts';
import { parseDocument } from './parse-document.ts';
import { validateDocument } from './validate-document.ts';
import type { DocumentNode, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { ShapeLimits } from './limits.ts';
import type { ValidationOptions } from './validate-document.ts';

const MAX_REMEMBERED = 2_000;
/** The hash of a text up to this length takes longer than finding it. */
const SHORT_CHARACTERS = 2_048;

/** What is known of a document that may be looked at further. */
export interface CheckedDocument {
  readonly operations: readonly { readonly name: string | undefined; readonly type: OperationTypeNode }[];
}

export type CheckDocument = (query: string) => CheckedDocument;

export interface DocumentCheckOptions {
  readonly limits: ShapeLimits;
  readonly validation: ValidationOptions;
}

const DEFAULT_OPTIONS: DocumentCheckOptions = {
  limits: DEFAULT_SHAPE_LIMITS,
  validation: { introspection: true, explain: true },
};

/**
 * Parses, measures and validates a document, once for each text.
 * Attack: the same dear text again and again; or as many bad ones as fill what is remembered. Rule: only good ones are remembered, so
 * many and no more: all of this depends on the text alone.
 * @returns a function that throws AppError with the code of the limit that is passed, or of what is wrong
 */
export function createDocumentCheck(
  schema: GraphQLSchema,
  { limits, validation }: DocumentCheckOptions = DEFAULT_OPTIONS,
): CheckDocument {
  const good = new LRUCache<string, CheckedDocument>({ max: MAX_REMEMBERED });
  return (query) => {
    // Before the hash, which takes as long as the text is.
    if (query.length > limits.characters)
      throw new AppError('MAX_CHARACTERS_LIMIT', { facts: { max: limits.characters } });
    const key = keyOf(query);
    const known = good.get(key);
    if (known !== undefined) return known;
    const document = parseDocument(query, limits);
    checkShape(schema, document, limits);
    validateDocument(schema, document, validation);
    const checked = { operations: operationsOf(document) };
    good.set(key, checked);
    return checked;
  };
}

/**
 * What a text is remembered by: itself, or for a long one its hash, so that no text fills the memory. Attack: a text that is the hash of
 * another one, and passes for it. Rule: what has a hash in it is longer than any text that stands for itself.
 */
function keyOf(query: string): string {
  return query.length <= SHORT_CHARACTERS ? query : query.slice(0, SHORT_CHARACTERS) + documentIdOf(query);
}

function operationsOf({ definitions }: DocumentNode): CheckedDocument['operations'] {
  return definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? [{ name: node.name?.value, type: node.operation }] : [],
  );
}
