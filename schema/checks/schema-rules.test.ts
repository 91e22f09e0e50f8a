import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { costSchema } from '../../gateway/testing/schemas.ts';
import { findUnboundedLists } from './bounded-lists.ts';
import { findRequiresWithArguments } from './plain-requires.ts';

describe('[R-059] every list is bounded', () => {
  const where = (sdl: string): string[] => findUnboundedLists(costSchema(sdl)).map((finding) => finding.where);
  const sized = '@listSize(slicingArguments: ["first"], sizedFields: ["nodes"])';

  test.each([
    ['by itself', 'type Query { a: [Int!]! @listSize(assumedSize: 3) }', []],
    ['by nothing', 'type Query { a: [Int!]! b: [String] c: Int }', ['Query.a', 'Query.b']],
    [
      'by every field that leads to it',
      `type Query { a(first: Int): P ${sized} b(first: Int): P ${sized} } type P { nodes: [Int] }`,
      [],
    ],
    [
      'by one of two fields only',
      `type Query { a(first: Int): P ${sized} b(first: Int): P } type P { nodes: [Int] }`,
      ['P.nodes'],
    ],
    [
      'by a field that names another',
      `type Query { a(first: Int): P ${sized} } type P { nodes: [Int] edges: [Int] }`,
      ['P.edges'],
    ],
  ])('%s', (_what, sdl, expected) => {
    expect(where(sdl)).toEqual(expected);
  });
});

describe('@requires', () => {
  test('gives no arguments', () => {
    const sdl = `
      directive @join__field(requires: String) on FIELD_DEFINITION
      type Query { a: Int @join__field(requires: "x(arg: 1)") b: Int @join__field(requires: "x { y }") }
    `;
    expect(findRequiresWithArguments(buildSchema(sdl)).map(({ where }) => where)).toEqual(['Query.a']);
  });
});
