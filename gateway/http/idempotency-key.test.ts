import { expect, test } from '@jest/globals';
import { boundKey } from './idempotency-key.ts';

const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';
const request = { query: 'mutation A { a }', operationName: 'A', variables: { one: 1, two: { x: [1, 2], y: null } } };
type Changed = Partial<Parameters<typeof boundKey>[1]>;
const hash = (changed: Changed = {}): string | undefined => boundKey(KEY, { ...request, ...changed })?.requestHash;

test('a request without a key has none', () => {
  expect(boundKey(undefined, request)).toBeUndefined();
});

test('the same request has the same hash, whatever the order of its variables', () => {
  expect(hash()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(hash({ variables: { two: { y: null, x: [1, 2] }, one: 1 } })).toBe(hash());
});

test.each<[string, Changed]>([
  ['text', { query: 'mutation A { b: a }' }],
  ['operation', { operationName: 'B' }],
  ['operation, none', { operationName: undefined }],
  ['variables', { variables: { one: 1, two: { x: [2, 1], y: null } } }],
  ['variables, none', { variables: undefined }],
])('another %s has another hash', (_case, changed) => {
  expect(hash(changed)).not.toBe(hash());
});

test('what has no canonical form is refused', () => {
  expect(() => hash({ variables: { text: '\ud800' } })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
});
