import { AppError } from '#platform/errors';
import { exceedsDepth } from './depth.ts';
import { countDocument } from './document-counts.ts';
import {
  MAX_ALIASES,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_MUTATION_FIELDS,
  MAX_ROOT_FIELDS,
  MAX_SELECTIONS,
} from './limits.ts';
import type { ErrorCode } from '#platform/errors';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { DocumentCounts } from './document-counts.ts';

const CEILINGS: readonly [keyof DocumentCounts, number, ErrorCode][] = [
  // What fragments save in tokens they must not add in work.
  ['selections', MAX_SELECTIONS, 'MAX_TOKENS_LIMIT'],
  ['aliases', MAX_ALIASES, 'MAX_ALIASES_LIMIT'],
  ['rootFields', MAX_ROOT_FIELDS, 'MAX_ROOT_FIELDS_LIMIT'],
  ['mutationFields', MAX_MUTATION_FIELDS, 'MAX_ROOT_FIELDS_LIMIT'],
  ['directives', MAX_DIRECTIVES, 'MAX_DIRECTIVES_LIMIT'],
];

/**
 * Attacks: one expensive field under three hundred aliases; a thousand operations in a document; nesting that keeps the planner
 * busy for minutes. Rule: a document has a bounded shape, before anything else looks at it. Registered documents are
 * held to it too: `npm run schema:check` refuses to register one that would not pass.
 * @throws AppError with the code of the first limit that is passed
 */
export function checkShape(schema: GraphQLSchema, document: DocumentNode): void {
  const counts = countDocument(document);
  if (typeof counts === 'string') {
    throw new AppError('GRAPHQL_VALIDATION_FAILED', { detail: `The document has a ${counts}.` });
  }
  for (const [what, max, code] of CEILINGS) {
    if (counts[what] > max) throw new AppError(code, { facts: { max } });
  }
  if (exceedsDepth(schema, document)) throw new AppError('MAX_DEPTH_LIMIT', { facts: { max: MAX_DEPTH } });
}
