import { describe, expect, test } from '@jest/globals';
import { mergeInto } from './merge-data.ts';
import type { JsonObject } from './query-plan.ts';

function merged(target: string, source: string): JsonObject {
  const into = JSON.parse(target) as JsonObject;
  mergeInto(into, JSON.parse(source) as JsonObject);
  return into;
}

describe('answers of subgraphs are merged', () => {
  test.each([
    ['{"a":1}', '{"b":2}', { a: 1, b: 2 }],
    ['{"a":{"b":1}}', '{"a":{"c":2}}', { a: { b: 1, c: 2 } }],
    ['{"a":{"b":1}}', '{"a":null}', { a: null }],
    ['{"a":null}', '{"a":{"b":1}}', { a: { b: 1 } }],
    ['{"a":[{"b":1},null]}', '{"a":[{"c":2},{"c":3}]}', { a: [{ b: 1, c: 2 }, { c: 3 }] }],
    ['{"a":[{"b":1}]}', '{"a":[1,2]}', { a: [1, 2] }],
  ])('%s and %s', (target, source, expected) => {
    expect(merged(target, source)).toEqual(expected);
  });

  test('a subgraph cannot reach what all objects share', () => {
    const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":{"polluted":1}}';
    const result = merged('{}', hostile);
    expect(JSON.stringify(result)).toBe(hostile);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
    expect((Object.prototype.toString as unknown as JsonObject)['polluted']).toBeUndefined();
    expect(JSON.stringify(merged(hostile, hostile))).toBe(hostile);
  });
});
