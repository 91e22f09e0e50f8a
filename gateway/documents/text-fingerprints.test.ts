import { expect, test } from '@jest/globals';
import { createTextFingerprints } from './text-fingerprints.ts';

test('[R-059] a text is looked at within the limits of texts that run, whatever they are set to', () => {
  const text = `{ ${'a '.repeat(2_000)} }`;
  const hashOf = (limits?: { characters: number; tokens: number }): string =>
    createTextFingerprints(limits).hashOf(text);
  const code = (name: string): unknown => expect.objectContaining({ code: name });
  expect(() => hashOf()).toThrow(code('MAX_TOKENS_LIMIT'));
  expect(hashOf({ characters: 5_000, tokens: 3_000 })).toMatch(/^[0-9a-f]{64}$/);
  expect(() => hashOf({ characters: 100, tokens: 3_000 })).toThrow(code('MAX_CHARACTERS_LIMIT'));
});
