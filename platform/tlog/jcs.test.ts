import { describe, expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './jcs.ts';
import { refusal } from './testing/keys.ts';

describe('canonical JSON', () => {
  test('writes the example of RFC 8785 section 3.2.2 as section 3.2.4 gives it', () => {
    const value: unknown = JSON.parse(
      '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],' +
        '"string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}',
    );
    expect(canonicalJson(value).toString('hex')).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e' +
        '756d62657273223a5b3333333333333333332e333333333333332c31652b3330' +
        '2c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac24' +
        '5c75303030665c6e4127425c225c5c5c5c5c222f227d',
    );
  });

  test('sorts keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(value).toString()).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
  });

  test('the order of keys does not matter, and the bytes read back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }), (value) => {
        const bytes = canonicalJson(value);
        const back: unknown = JSON.parse(bytes.toString());
        expect(canonicalJson(reversed(back))).toEqual(bytes);
        expect(JSON.stringify(back)).toEqual(JSON.stringify(JSON.parse(bytes.toString())));
      }),
    );
  });

  test.each([
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['an undefined item', [undefined]],
    ['a hole', [1, , 2]],
    ['NaN', { a: Number.NaN }],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a bigint', { a: 1n }],
    ['a function', { a: () => 1 }],
    ['a symbol', [Symbol('a')]],
    ['a symbol key', { [Symbol('a')]: 1 }],
    ['a date', { a: new Date(0) }],
    ['a map', new Map([['a', 1]])],
    ['a set', [new Set([1])]],
    ['bytes', { a: Buffer.from('a') }],
    ['a boxed number', [Object(1)]],
    ['an own toJSON', { toJSON: () => 1 }],
    ['a hidden toJSON', Object.defineProperty({}, 'toJSON', { value: () => 1 })],
    ['a toJSON on an array', Object.assign([1], { toJSON: () => 1 })],
    ['a lone surrogate', { a: '\ud800' }],
    ['a lone surrogate in a key', { '\udc00': 1 }],
  ])('refuses %s', (_, value) => {
    expect(refusal(() => canonicalJson(value))).toBe('not_json');
  });

  test('refuses what contains itself and what is nested too deeply', () => {
    const loop: unknown[] = [];
    loop.push(loop, loop);
    expect(refusal(() => canonicalJson(loop))).toBe('not_json');
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(refusal(() => canonicalJson(nested(64)))).toBe('accepted');
    expect(refusal(() => canonicalJson(nested(65)))).toBe('not_json');
  });

  test('the same object twice, side by side, is fine', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared]).toString()).toBe('[{"a":1},{"a":1}]');
  });

  test('names the path of what it refuses', () => {
    expect(() => canonicalJson({ a: [{ b: undefined }] })).toThrow('$.a.0.b');
  });
});

/** The same JSON value with the keys of every object in reverse order of insertion. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

test('agrees with the library that the encryption contexts are written by, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 6 }), (value) => {
      expect(canonicalJson(value).toString()).toBe(canonicalize(value));
    }),
    { numRuns: 1_000 },
  );
});
