import { buildSchema } from 'graphql';
import { expect, test } from '@jest/globals';
import { documentIdOf } from '../documents/manifest.ts';
import { createDocumentCheck } from './document-check.ts';

const LONG = `{ a } #${'x'.repeat(4_000)}\n`;
const INVALID = 'The document is not valid GraphQL';

test('no text passes for another one that is remembered', () => {
  const check = createDocumentCheck(buildSchema('type Query { a: Int }'));
  expect(check(LONG)).toBe(check(LONG));
  expect(() => check(documentIdOf(LONG))).toThrow(INVALID);
  expect(() => check(`${LONG}{`)).toThrow(INVALID);
});
