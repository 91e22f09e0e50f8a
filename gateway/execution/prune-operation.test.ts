import { describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { randomSchema } from '../testing/random-operations.ts';
import { operationOf } from '../testing/schemas.ts';
import { pruneOperation } from './prune-operation.ts';

function pruned(text: string, ...denied: readonly string[]): string | undefined {
  const { operation, fragments } = operationOf(text);
  const isDenied = (type: string, field: string): boolean => denied.includes(`${type}.${field}`);
  const { left } = pruneOperation(randomSchema, operation, fragments, isDenied);
  return left && print(left.document);
}

const formatted = (text: string): string => print(parse(text));

describe('what is left of an operation', () => {
  test('variables that nothing uses any more go with the fields', () => {
    const text = 'query Q($n: Int, $yes: Boolean!) { text @include(if: $yes) a { echo(n: $n) id } }';
    expect(pruned(text, 'A.echo')).toBe(formatted('query Q($yes: Boolean!) { text @include(if: $yes) a { id } }'));
  });

  test('fragments that nothing is left of go with their spreads, and those only they used', () => {
    const text = '{ text a { ...F id } } fragment F on A { b { ...G } } fragment G on B { only }';
    expect(pruned(text, 'A.b')).toBe(formatted('{ text a { id } }'));
  });

  test('an object of which nothing is left is asked for its type', () => {
    expect(pruned('{ a { ... on A { name } list { only } } }', 'A.name', 'B.only')).toBe(
      formatted('{ a { list { objectType: __typename } } }'),
    );
    expect(pruned('{ a { ... on Node { name } } }', 'A.name')).toBe(
      formatted('{ a { ... on Node { ... on B { name } __typename } objectType: __typename } }'),
    );
  });

  test('the key for the type is one that the document does not use', () => {
    expect(pruned('{ a { objectType: id b { only } } }', 'B.only')).toBe(
      formatted('{ a { objectType: id b { objectType_: __typename } } }'),
    );
  });

  test('a field of an interface is still asked for on the objects that allow it', () => {
    expect(pruned('{ node { id name } }', 'B.name')).toBe(
      formatted('{ node { id ... on A { name } __typename objectType: __typename } }'),
    );
  });

  test('a field that is left out this time goes too, so that the plan does not depend on it', () => {
    expect(pruned('query ($no: Boolean!) { text sure @include(if: $no) }', 'Query.sure')).toBe(formatted('{ text }'));
  });

  test('nothing, when all of it is denied', () => {
    expect(pruned('{ a { id } ...F } fragment F on Query { a { name } }', 'Query.a')).toBeUndefined();
  });
});
