import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { AppError } from '#platform/errors';
import { supergraph } from '../testing/schemas.ts';
import { validateDocument } from './validate-document.ts';

const PRODUCTION = { introspection: false, explain: false };
const DEVELOPMENT = { introspection: true, explain: true };

function refusal(text: string, options: typeof PRODUCTION): AppError | undefined {
  try {
    validateDocument(supergraph.schema, parse(text), options);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

describe('[R-060] what a refusal tells about the schema', () => {
  test.each([
    ['a field', '{ mee { id } }'],
    ['a type', '{ me { ... on Principall { id } } }'],
    ['an argument', '{ documents(frst: 1) { nodes { id } } }'],
    ['a value of an enum', '{ cases(first: 1, state: DRAFTT) { nodes { id } } }'],
    ['a directive', '{ me @skipp(if: true) { id } }'],
    ['a variable of a wrong type', 'query ($a: Principall) { me { id } }'],
  ])(
    'a wrong guess of %s is told nothing in production, and what was wrong elsewhere, without a suggestion',
    (_what, text) => {
      const quiet = refusal(text, PRODUCTION);
      expect([quiet?.code, quiet?.detail, quiet?.cause]).toEqual(['GRAPHQL_VALIDATION_FAILED', undefined, undefined]);
      const told = refusal(text, DEVELOPMENT);
      expect(told?.detail).toMatch(/\w+/);
      expect(told?.detail).not.toContain('Did you mean');
    },
  );

  test.each([
    ['the schema', '{ __schema { queryType { name } } }'],
    ['a type', '{ __type(name: "Query") { name } }'],
    ['the schema, in a fragment', '{ ...F } fragment F on Query { __schema { queryType { name } } }'],
    [
      'the schema, in an inline fragment, under another name',
      '{ ... on Query { x: __schema { queryType { name } } } }',
    ],
    ['the schema, in an operation that does not run', 'query A { me { id } } query B { __type(name: "X") { name } }'],
    ['the schema, by a mutation', 'mutation { __schema { queryType { name } } }'],
  ])('in production nobody asks for %s', (_what, text) => {
    expect(refusal(text, PRODUCTION)?.code).toBe('INTROSPECTION_DISABLED');
  });

  test('the name of a type is part of every answer', () => {
    expect(refusal('{ __typename me { __typename id } }', PRODUCTION)).toBeUndefined();
  });

  test('developers ask for the schema, and not for all of it ten times over', () => {
    expect(refusal('{ __schema { queryType { name } } }', DEVELOPMENT)).toBeUndefined();
    const deep =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    expect(refusal(deep, DEVELOPMENT)?.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
