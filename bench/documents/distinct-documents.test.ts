import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { distinctDocuments } from './distinct-documents.ts';

const WIDEST = 'query ($first: Int!) { one(id: "x") { a b c } many(first: $first) { a b { c d } } }';

test('no two documents are the same, and each is one', () => {
  const documentOf = distinctDocuments(WIDEST, 3);
  const documents = Array.from({ length: 2_000 }, (_, number) => documentOf(number));
  for (const { query } of documents) expect(() => parse(query)).not.toThrow();
  expect(new Set(documents.map(({ query }) => query)).size).toBe(documents.length);
});

test('a number means one document', () => {
  expect(distinctDocuments(WIDEST, 3)(77)).toEqual(distinctDocuments(WIDEST, 3)(77));
});

test('documents ask for different fields, under different names', () => {
  const documentOf = distinctDocuments(WIDEST, 3);
  const shapes = Array.from({ length: 500 }, (_, number) => documentOf(number).query.replaceAll(/_\w+:|D\w+/g, ''));
  expect(new Set(shapes).size).toBeGreaterThan(50);
});
