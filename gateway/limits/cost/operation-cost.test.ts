import { describe, expect, test } from '@jest/globals';
import { costSchema, operationOf, supergraph } from '../../testing/schemas.ts';
import { createOperationCost } from './operation-cost.ts';
import type { GraphQLSchema } from 'graphql';

function costOf(schema: GraphQLSchema, text: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const { operation, fragments } = operationOf(text);
  return createOperationCost(schema).estimate(operation, fragments, variables);
}

const books = costSchema(`
  type Query {
    book(id: ID): Book
    bestsellers: [Book] @listSize(assumedSize: 5)
    newestAdditions(after: ID, limit: Int = 2): [Book] @listSize(slicingArguments: ["limit"])
    oneOf(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    byIds(ids: [ID!]): [Book] @listSize(slicingArguments: ["ids"], requireOneSlicingArgument: false)
    page(first: Int = 20): Page @listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
    unbounded: [Book]
    free: Book @cost(weight: 0)
    refund: Book @cost(weight: -50)
    search(where: Filter @cost(weight: 7), sort: Sort): Book
  }
  type Mutation { rename(input: Rename!): Book }
  type Book { title: String author: Author publisher: Publisher summary: String @cost(weight: 3) rating: Rating }
  type Author { name: String }
  type Publisher { name: String address: Address }
  type Address @cost(weight: 5) { zipCode: Int! }
  type Page { nodes: [Book!]! total: Int }
  scalar Rating @cost(weight: 2)
  input Filter { text: String tags: [Tag!] nested: Filter limit: Int @cost(weight: 4) }
  input Tag { name: String }
  input Sort { by: String }
  input Rename { id: ID! title: String! }
`);

describe('the cost of an operation', () => {
  describe('gives the numbers of the published examples', () => {
    test.each([
      [
        'a book with author and publisher',
        '{ book(id: 1) { title author { name } publisher { name address { zipCode } } } }',
        8,
      ],
      ['without the weighted address', '{ book(id: 1) { title author { name } publisher { name } } }', 3],
      [
        'an assumed size of five',
        '{ bestsellers { title author { name } publisher { name address { zipCode } } } }',
        40,
      ],
      [
        'three of a page',
        '{ newestAdditions(limit: 3) { title author { name } publisher { name address { zipCode } } } }',
        24,
      ],
      [
        'seven of a page',
        '{ newestAdditions(limit: 7) { title author { name } publisher { name address { zipCode } } } }',
        56,
      ],
    ])('%s', (_what, text, cost) => {
      expect(costOf(books, text)).toBe(cost);
    });
  });

  test.each([
    ["a field's weight replaces that of its type", '{ free { title } }', 0],
    ['a field of a scalar has its weight', '{ free { summary } }', 3],
    ['a scalar type may have a weight', '{ free { rating } }', 2],
    ['__typename and introspection are free', '{ __typename __schema { types { name } } free { __typename } }', 0],
    ['a negative weight pays for nothing', '{ refund { summary } }', 3],
    ['a mutation has a price of its own', 'mutation { rename(input: { id: 1, title: "x" }) { title } }', 12],
    ['a list that nothing bounds counts as a full page', '{ unbounded { title } }', 100],
    ['a default bounds a page', '{ newestAdditions { title } }', 2],
    ['a size goes to the fields below', '{ page(first: 7) { nodes { title } } }', 8],
    [
      'a size goes below through fragments',
      '{ page(first: 7) { ...P ... on Page { nodes { title } } } } fragment P on Page { nodes { title } }',
      15,
    ],
    ['the length of a list can be the size', '{ byIds(ids: ["a", "b", "c"]) { title } }', 3],
    ['a fixed @skip is free', '{ book @skip(if: true) { title } free @include(if: false) { summary } }', 0],
    ['fields under an alias count again', '{ a: book { title } b: book { title } }', 2],
    ['input objects cost one each and their weighted fields', '{ search(sort: { by: "x" }) { title } }', 2],
    [
      'an argument has its own weight',
      '{ search(where: { text: "x", limit: 3, tags: [{ name: "a" }, { name: "b" }], nested: {} }) { title } }',
      15,
    ],
  ])('%s', (_what, text, cost) => {
    expect(costOf(books, text)).toBe(cost);
  });

  test.each([
    ['the value given', { n: 9 }, 9],
    ['a negative size counts as none', { n: -5 }, 0],
    ['absent takes the default of the schema', {}, 2],
    ['more than can be counted stays the greatest number', { n: Number.MAX_VALUE }, Number.MAX_SAFE_INTEGER],
  ])('a page of variable size: %s', (_what, variables, cost) => {
    expect(costOf(books, 'query ($n: Int) { newestAdditions(limit: $n) { title } }', variables)).toBe(cost);
  });

  test('null says nothing about the size, so a full page is assumed', () => {
    expect(costOf(books, 'query ($n: Int) { page(first: $n) { nodes { title } } }', { n: null })).toBe(101);
  });

  test.each([
    [{ on: true }, 1],
    [{ on: false }, 0],
    // What the executor makes of these is its business: they count.
    [{ on: null }, 1],
    [{}, 1],
  ])('@include with the variables %j', (variables, cost) => {
    expect(costOf(books, 'query ($on: Boolean = true) { book @include(if: $on) { title } }', variables)).toBe(cost);
  });

  test('variables inside input objects count', () => {
    const text =
      'query ($w: Filter, $t: Tag) { a: search(where: $w) { title } b: search(where: { tags: [$t, $t] }) { title } }';
    const variables = { w: { limit: 1, tags: [{ name: 'a' }] }, t: { name: 'x' } };
    expect(costOf(books, text, variables)).toBe(1 + 7 + 4 + 1 + (1 + 7 + 2));
  });

  test.each([['{ oneOf(first: 1, last: 2) { title } }'], ['{ oneOf { title } }']])(
    'a list that wants exactly one paging argument refuses %s',
    (text) => {
      expect(() => costOf(books, text)).toThrow(expect.objectContaining({ code: 'COST_INVALID_SLICING_ARGUMENTS' }));
    },
  );

  test('sizes multiply level by level', () => {
    const text =
      'query ($n: Int) { cases(first: $n) { nodes { id packs(first: $n) { nodes { id } } shareLinks(first: $n) { nodes { id } } } } }';
    // 1 for the page, then per case: itself, two pages, and n objects in each.
    expect(costOf(supergraph.schema, text, { n: 1 })).toBe(1 + 1 * (1 + 2 + 2));
    expect(costOf(supergraph.schema, text, { n: 100 })).toBe(1 + 100 * (1 + 2 + 200));
  });
});

describe('[R-059] a warmed document', () => {
  test('is priced again with every request', () => {
    const cost = createOperationCost(supergraph.schema);
    const { operation, fragments } = operationOf(
      'query ($n: Int) { documents(first: $n) { nodes { id versions(first: $n) { nodes { id } } } } }',
    );
    const price = (n: number): number => cost.estimate(operation, fragments, { n });
    expect(price(1)).toBe(4);
    expect(price(100)).toBe(1 + 100 * (1 + 1 + 100));
    expect(price(1)).toBe(4);
  });
});
