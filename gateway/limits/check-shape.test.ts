import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { AppError } from '#platform/errors';
import { supergraph } from '../testing/schemas.ts';
import { checkShape } from './check-shape.ts';
import {
  DEFAULT_SHAPE_LIMITS,
  MAX_ALIASES,
  MAX_CHARACTERS,
  MAX_DECLARED_VARIABLES,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_FIELDS,
  MAX_FRAGMENTS,
  MAX_LIST_ELEMENTS,
  MAX_MUTATION_FIELDS,
  MAX_OPERATIONS,
  MAX_ROOT_FIELDS,
  MAX_TOKENS,
  MAX_VALUE_NESTING,
} from './limits.ts';
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

/** A document of that many tokens, an odd number of them in arguments. */
function tokens(count: number): string {
  const rest = count - 5;
  // An argument is three tokens; with a list around its value it is five.
  const inLists = (3 - (rest % 3)) % 3;
  const plain = (rest - inLists * 5) / 3;
  return `{ x(${times(plain, () => 'a: 1')} ${times(inLists, () => 'a: [1]')}) }`;
}

function fragments(count: number): string {
  return `{ x } ${times(count, (i) => `fragment F${i} on X { x }`)}`;
}

function lists(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
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
    ['tokens', tokens(MAX_TOKENS), tokens(MAX_TOKENS + 1), 'MAX_TOKENS_LIMIT'],
    [
      'fields',
      `{ x { ${times(MAX_FIELDS - 1, () => 'x')} } }`,
      `{ x { ${times(MAX_FIELDS, () => 'x')} } }`,
      'MAX_FIELDS_LIMIT',
    ],
    [
      'operations',
      times(MAX_OPERATIONS, (i) => `query Q${i} { x }`),
      times(MAX_OPERATIONS + 1, (i) => `query Q${i} { x }`),
      'MAX_OPERATIONS_LIMIT',
    ],
    ['fragments', fragments(MAX_FRAGMENTS), fragments(MAX_FRAGMENTS + 1), 'MAX_FRAGMENTS_LIMIT'],
    [
      'declared variables',
      `query (${times(MAX_DECLARED_VARIABLES, (i) => `$v${i}: Int`)}) { x }`,
      `query (${times(MAX_DECLARED_VARIABLES + 1, (i) => `$v${i}: Int`)}) { x }`,
      'MAX_VARIABLES_LIMIT',
    ],
    [
      'elements of a list',
      `{ x(a: [${times(MAX_LIST_ELEMENTS, () => '1')}]) }`,
      `{ x(a: [${times(MAX_LIST_ELEMENTS + 1, () => '1')}]) }`,
      'MAX_LIST_LIMIT',
    ],
    [
      'lists in lists',
      `{ x(a: ${lists(MAX_VALUE_NESTING)}) }`,
      `{ x(a: ${lists(MAX_VALUE_NESTING + 1)}) }`,
      'MAX_NESTING_LIMIT',
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
      times(3, (i) => `query Q${i} { ${times(MAX_ROOT_FIELDS / 2, () => 'x')} }`),
      'MAX_ROOT_FIELDS_LIMIT',
    ],
    [
      'selections doubled by fragments',
      `{ x { ...F0 } } ${times(30, (i) => `fragment F${i} on X { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on X { x }`,
      'MAX_TOKENS_LIMIT',
    ],
    [
      'a long list in an input',
      `{ x(a: { b: { c: [${times(MAX_LIST_ELEMENTS + 1, () => '1')}] } }) }`,
      'MAX_LIST_LIMIT',
    ],
    [
      'a long list in a default',
      `query ($v: [Int] = [${times(MAX_LIST_ELEMENTS + 1, () => '1')}]) { x }`,
      'MAX_LIST_LIMIT',
    ],
    ['a long list in a directive', `{ x @a(b: [${times(MAX_LIST_ELEMENTS + 1, () => '1')}]) }`, 'MAX_LIST_LIMIT'],
    [
      'a long list in a fragment',
      `{ ...A } fragment A on X { x(a: [${times(MAX_LIST_ELEMENTS + 1, () => '1')}]) }`,
      'MAX_LIST_LIMIT',
    ],
    [
      'objects in objects',
      `{ x(a: ${'{ b: '.repeat(MAX_VALUE_NESTING + 1)}1${' }'.repeat(MAX_VALUE_NESTING + 1)}) }`,
      'MAX_NESTING_LIMIT',
    ],
    ['a value nested as deeply as a document is long', `{ x(a: ${lists(990)}) }`, 'MAX_NESTING_LIMIT'],
    ['a fragment cycle', '{ ...A } fragment A on Query { x { ...A } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown fragment', '{ ...A }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', '{ x', 'GRAPHQL_PARSE_FAILED'],
    ['braces without an end', '{ x '.repeat(10_000), 'MAX_TOKENS_LIMIT'],
    ['a comment without an end', `{ x } #${'x'.repeat(MAX_CHARACTERS)}`, 'MAX_CHARACTERS_LIMIT'],
  ])('%s', (_what, text, code) => {
    expect(refusal(text)).toBe(code);
  });

  test('every limit can be set', () => {
    const strict = { ...DEFAULT_SHAPE_LIMITS, depth: 2, operations: 1 };
    const check = (text: string) => () => {
      checkShape(supergraph.schema, parse(text), strict);
    };
    expect(check('{ x { x } }')).not.toThrow();
    expect(check('{ x { x { x } } }')).toThrow(expect.objectContaining({ code: 'MAX_DEPTH_LIMIT', facts: { max: 2 } }));
    expect(check('query A { x } query B { x }')).toThrow(expect.objectContaining({ code: 'MAX_OPERATIONS_LIMIT' }));
  });

  test('what introspection tools ask passes', () => {
    const introspection = parse('{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }');
    expect(() => {
      checkShape(supergraph.schema, introspection);
    }).not.toThrow();
  });
});
