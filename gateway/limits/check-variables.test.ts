import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { checkVariables } from './check-variables.ts';

const LIMITS = { listElements: 3, valueNesting: 4 };

function refusal(variables: Readonly<Record<string, unknown>> | undefined): string | undefined {
  try {
    checkVariables(variables, LIMITS);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

describe('[R-059] the shape of variables is bounded', () => {
  test.each([
    ['nothing', undefined],
    ['plain values', { a: 1, b: 'x', c: null, d: true }],
    ['a list at the limit', { a: [1, 2, 3] }],
    ['lists and objects at the limit', { a: nested(4), b: { c: { d: { e: { f: 1 } } } } }],
    ['more variables than a list may have elements', { a: 1, b: 2, c: 3, d: 4, e: 5 }],
    ['a long text', { a: 'x'.repeat(1_000) }],
  ])('%s passes', (_what, variables) => {
    expect(refusal(variables)).toBeUndefined();
  });

  test.each([
    ['a list with one element more', { a: [1, 2, 3, 4] }, 'MAX_LIST_LIMIT'],
    ['an input with one member more', { a: { b: 1, c: 2, d: 3, e: 4 } }, 'MAX_LIST_LIMIT'],
    ['such a list inside an input', { a: { b: [{ c: [1, 2, 3, 4] }] } }, 'MAX_LIST_LIMIT'],
    ['one level more of lists', { a: nested(5) }, 'MAX_NESTING_LIMIT'],
    ['one level more of objects', { a: { b: { c: { d: { e: { f: 1 } } } } } }, 'MAX_NESTING_LIMIT'],
    [
      'nesting that would end the stack',
      { a: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown },
      'MAX_NESTING_LIMIT',
    ],
    ['a list under __proto__', JSON.parse('{"__proto__":[1,2,3,4]}') as Record<string, unknown>, 'MAX_LIST_LIMIT'],
  ])('%s does not', (_what, variables, code) => {
    expect(refusal(variables)).toBe(code);
  });
});
