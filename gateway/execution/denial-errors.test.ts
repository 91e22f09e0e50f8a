import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { MAX_ERRORS_PER_FIELD, createDenialErrors } from './denial-errors.ts';

const error = new AppError('FORBIDDEN', { facts: { coordinate: 'Person.email' } });

function pathsOf(paths: readonly (readonly (string | number)[])[]): unknown[] {
  const errors = createDenialErrors();
  for (const path of paths) errors.add({ error, path, nodes: [] });
  return errors.all().map((told) => told.path);
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('[R-059] errors of one denied field', () => {
  test('are told item by item as long as they are few', () => {
    const paths = numbers(MAX_ERRORS_PER_FIELD).map((index) => ['people', 'nodes', index, 'email']);
    expect(pathsOf(paths)).toEqual(paths);
  });

  test('become one at the list when they are many', () => {
    const paths = numbers(MAX_ERRORS_PER_FIELD + 1).map((index) => ['people', 'nodes', index, 'email']);
    expect(pathsOf(paths)).toEqual([['people', 'nodes']]);
  });

  test('become one at the innermost list that has all of them', () => {
    const inner = numbers(20).map((index) => ['cases', 3, 'contacts', index, 'email']);
    expect(pathsOf(inner)).toEqual([['cases', 3, 'contacts']]);
    expect(pathsOf([...inner, ['cases', 4, 'contacts', 0, 'email']])).toEqual([['cases']]);
  });

  test('are counted for each field by itself', () => {
    const paths = numbers(8).flatMap((index) => [
      ['people', index, 'email'],
      ['people', index, 'mail'],
    ]);
    expect(pathsOf(paths)).toHaveLength(16);
  });
});
