import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeAnswer, encodeAnswer } from './answer-json.ts';

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);
const members = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(leaf, fc.array(leaf, { maxLength: 4 })));
const kept = fc.oneof(leaf, fc.array(members, { maxLength: 4 }), fc.record({ record: members, at: leaf }));

describe('an answer that is kept', () => {
  test('comes back as it was: moments, bytes, lists, members', () => {
    fc.assert(
      fc.property(kept, (answer) => {
        expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer);
      }),
    );
  });

  test('leaves out members that are undefined, as JSON does', () => {
    expect(decodeAnswer(encodeAnswer({ a: 1, b: undefined }))).toEqual({ a: 1 });
    expect(decodeAnswer(encodeAnswer(undefined))).toBeNull();
  });

  test.each([
    ['a function', { pack: { open: () => undefined } }],
    ['an instance', { error: new Error('text') }],
    ['a map', new Map()],
    ['no number', { count: Number.NaN }],
    ['a large number', 1n],
    ['what would be read as a moment', { $date: 'text' }],
    ['what would be read as bytes', [{ $bytes: 'text' }]],
  ])('is not kept with %s in it', (_case, answer) => {
    expect(() => encodeAnswer(answer)).toThrow(TypeError);
  });
});
