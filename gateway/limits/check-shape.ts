import { AppError } from '#platform/errors';
import { exceedsDepth } from './depth.ts';
import { countDocument } from './document-counts.ts';
import { countValues } from './document-values.ts';
import { DEFAULT_SHAPE_LIMITS } from './limits.ts';
import type { ErrorCode } from '#platform/errors';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ShapeLimits } from './limits.ts';

/** In the order in which they are looked at; characters and tokens were counted before, depth is measured last. */
const CEILINGS: readonly [Exclude<keyof ShapeLimits, 'characters' | 'tokens' | 'depth'>, ErrorCode][] = [
  ['operations', 'MAX_OPERATIONS_LIMIT'],
  ['fragments', 'MAX_FRAGMENTS_LIMIT'],
  ['declaredVariables', 'MAX_VARIABLES_LIMIT'],
  // What fragments save in tokens they must not add in work.
  ['selections', 'MAX_TOKENS_LIMIT'],
  ['aliases', 'MAX_ALIASES_LIMIT'],
  ['rootFields', 'MAX_ROOT_FIELDS_LIMIT'],
  ['mutationFields', 'MAX_ROOT_FIELDS_LIMIT'],
  ['directives', 'MAX_DIRECTIVES_LIMIT'],
  ['fields', 'MAX_FIELDS_LIMIT'],
  ['listElements', 'MAX_LIST_LIMIT'],
  ['valueNesting', 'MAX_NESTING_LIMIT'],
];

/**
 * Attacks: one expensive field under three hundred aliases; a thousand operations in a document; nesting that keeps the planner
 * busy for minutes; two hundred fragments that validation compares with each other. Rule: a document has a bounded shape, before
 * anything else looks at it. Registered documents are held to it too: `npm run schema:check` refuses to register one that
 * would not pass.
 * @throws AppError with the code of the first limit that is passed
 */
export function checkShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: ShapeLimits = DEFAULT_SHAPE_LIMITS,
): void {
  const counted = countDocument(document);
  if (typeof counted === 'string') {
    throw new AppError('GRAPHQL_VALIDATION_FAILED', { detail: `The document has a ${counted}.` });
  }
  const counts = { ...counted, ...countValues(document) };
  for (const [what, code] of CEILINGS) {
    if (counts[what] > limits[what]) throw new AppError(code, { facts: { max: limits[what] } });
  }
  if (exceedsDepth(schema, document, limits.depth))
    throw new AppError('MAX_DEPTH_LIMIT', { facts: { max: limits.depth } });
}
