import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from '@jest/globals';
import { normalisedHash, normalisedText, textWithoutValues } from './normalise-document.ts';

const PARTS = [
  'query B($n: Int = 3) { me { ...X cases(first: $n) { id } } }',
  'query A { me { ...Y } }',
  'fragment Y on Person { name(style: "short", order: [1, 2], by: { key: LAST, from: 2.5 }) @include(if: true) }',
  'fragment X on Person { id ... on Person { ...Y } }',
];
const TEXT = PARTS.join('\n');

describe('[R-060] the normalised text', () => {
  test('is one for all orders of definitions, all white space and all comments', () => {
    const order = fc.shuffledSubarray(PARTS, { minLength: PARTS.length });
    const space = fc.constantFrom(' ', '\n', '\t', ',', ' , ', '\n  # a comment {\n', '\r\n', '\uFEFF');
    fc.assert(
      fc.property(order, fc.infiniteStream(space), (parts, spaces) => {
        // Outside of texts, any run of white space may be any other.
        const text = parts.join('\n').replaceAll(/\s+/g, () => String(spaces.next().value));
        expect(normalisedHash(parse(text))).toBe(normalisedHash(parse(TEXT)));
      }),
    );
  });

  test('says the same as the document, and is itself normal', () => {
    const text = normalisedText(parse(TEXT));
    expect(normalisedText(parse(text))).toBe(text);
    expect(text.match(/(query|fragment) \w+/g)).toEqual(['query A', 'query B', 'fragment X', 'fragment Y']);
  });

  test('stays what it is: its hashes are kept in databases, and a printer that prints otherwise needs all of them anew', () => {
    expect(normalisedHash(parse(TEXT))).toBe('d8337600e696f89810b13fe60685552b732a1467bbd5ec6efeff9538c5f47aea');
  });

  test.each([
    ['a value', 'first: $n', 'first: 4'],
    ['a default', '= 3', '= 4'],
    ['a text', '"short"', '"Short"'],
    ['an alias', 'cases(', 'all: cases('],
    ['a directive', 'if: true', 'if: false'],
    ['the order of fields', '...X cases(first: $n) { id }', 'cases(first: $n) { id } ...X'],
    ['the type of a variable', 'Int = 3', 'Int! = 3'],
    ['the name of an operation', 'query A', 'query C'],
  ])('is another one when %s is another one', (_what, before, after) => {
    const changed = TEXT.replace(before, after);
    expect(changed).not.toBe(TEXT);
    expect(normalisedHash(parse(changed))).not.toBe(normalisedHash(parse(TEXT)));
  });

  test('without values has none that anybody wrote, wherever it stands', () => {
    const secret = 'Thandi Mokoena 8001015009087';
    const text = textWithoutValues(
      parse(
        `query Find($q: [String] = ["${secret}"]) { people(name: """${secret}""", in: [{ a: "${secret}" }], n: 8001015009087, x: 80.5, role: PROXY)
         @skip(if: false) { id } }`,
      ),
    );
    expect(text.replaceAll(/\s+/g, ' ').trim()).toBe(
      'query Find($q: [String] = []) { people(name: "", in: [], n: 0, x: 0, role: PROXY) @skip(if: false) { id } }',
    );
  });
});
