import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { AppError } from '#platform/errors';
import { supergraph } from '../testing/schemas.ts';
import { checkShape } from './check-shape.ts';
import { MAX_ALIASES, MAX_DEPTH, MAX_DIRECTIVES, MAX_MUTATION_FIELDS, MAX_ROOT_FIELDS, MAX_TOKENS } from './limits.ts';
import { parseDocument } from './parse-document.ts';

/** Code of the refusal, or `undefined` when the document may pass. */
function refusal(text: string): string | undefined {
  try {
    checkShape(supergraph.schema, parseDocument(text));
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

/** `levels` fields inside each other. */
function nested(levels: number): string {
  return levels === 1 ? 'x' : `x { ${nested(levels - 1)} }`;
}

function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

describe('[R-059] the shape of a document is bounded', () => {
  test.each([
    ['depth', `{ ${nested(MAX_DEPTH)} }`, `{ ${nested(MAX_DEPTH + 1)} }`, 'MAX_DEPTH_LIMIT'],
    [
      'aliases',
      `{ x { ${times(MAX_ALIASES, (i) => `a${i}: x`)} } }`,
      `{ x { ${times(MAX_ALIASES + 1, (i) => `a${i}: x`)} } }`,
      'MAX_ALIASES_LIMIT',
    ],
    [
      'root fields',
      `{ ${times(MAX_ROOT_FIELDS, () => 'x')} }`,
      `{ ${times(MAX_ROOT_FIELDS + 1, () => 'x')} }`,
      'MAX_ROOT_FIELDS_LIMIT',
    ],
    [
      'fields of a mutation',
      `mutation { ${times(MAX_MUTATION_FIELDS, (i) => `a${i}: x`)} }`,
      `mutation { ${times(MAX_MUTATION_FIELDS + 1, (i) => `a${i}: x`)} }`,
      'MAX_ROOT_FIELDS_LIMIT',
    ],
    [
      'directives',
      `{ x ${times(MAX_DIRECTIVES, () => '@a')} }`,
      `{ x ${times(MAX_DIRECTIVES + 1, () => '@a')} }`,
      'MAX_DIRECTIVES_LIMIT',
    ],
    [
      'tokens',
      `{ x { ${times(MAX_TOKENS - 5, () => 'x')} } }`,
      `{ x { ${times(MAX_TOKENS - 4, () => 'x')} } }`,
      'MAX_TOKENS_LIMIT',
    ],
  ])('%s: the limit itself passes, one more does not', (_what, within, beyond, code) => {
    expect(refusal(within)).toBeUndefined();
    expect(refusal(beyond)).toBe(code);
  });

  test.each([
    [
      'depth hidden in fragments',
      `{ ...A } fragment A on Query { x { ...B } } fragment B on X { ${nested(MAX_DEPTH)} }`,
      'MAX_DEPTH_LIMIT',
    ],
    ['depth in inline fragments', `{ ... { x { ... on X { ${nested(MAX_DEPTH)} } } } }`, 'MAX_DEPTH_LIMIT'],
    ['depth in the second of two operations', `query A { x } query B { ${nested(MAX_DEPTH + 1)} }`, 'MAX_DEPTH_LIMIT'],
    [
      'depth in the first of two operations with one name',
      `query A { ${nested(MAX_DEPTH + 1)} } query A { x }`,
      'MAX_DEPTH_LIMIT',
    ],
    ['depth in an operation named __proto__', `query __proto__ { ${nested(MAX_DEPTH + 1)} }`, 'MAX_DEPTH_LIMIT'],
    [
      'depth in a fragment named __proto__',
      `{ ...__proto__ } fragment __proto__ on Q { ${nested(MAX_DEPTH + 1)} }`,
      'MAX_DEPTH_LIMIT',
    ],
    [
      'aliases multiplied by spreads',
      `{ x { ...A ...A ...A ...A } } fragment A on X { ${times(8, (i) => `a${i}: x`)} }`,
      'MAX_ALIASES_LIMIT',
    ],
    [
      'root fields over many operations',
      times(MAX_ROOT_FIELDS + 1, (i) => `query Q${i} { x }`),
      'MAX_ROOT_FIELDS_LIMIT',
    ],
    [
      'selections doubled by fragments',
      `{ x { ...F0 } } ${times(40, (i) => `fragment F${i} on X { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on X { x }`,
      'MAX_TOKENS_LIMIT',
    ],
    ['a fragment cycle', '{ ...A } fragment A on Query { x { ...A } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown fragment', '{ ...A }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', '{ x', 'GRAPHQL_PARSE_FAILED'],
    ['braces without an end', '{ x '.repeat(10_000), 'MAX_TOKENS_LIMIT'],
  ])('%s', (_what, text, code) => {
    expect(refusal(text)).toBe(code);
  });

  test('what introspection tools ask passes', () => {
    const introspection = parse('{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }');
    expect(() => {
      checkShape(supergraph.schema, introspection);
    }).not.toThrow();
  });
});
