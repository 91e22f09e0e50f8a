import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeBoundContext, encodeContext } from './encryption-context.ts';

const contexts = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 6 });

describe('an encryption context', () => {
  test('[R-080] has the same bytes whatever the order of its members', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const reversed = Object.fromEntries(Object.entries(context).reverse());
        expect(encodeContext(reversed)).toEqual(encodeContext(context));
      }),
    );
  });

  test('[R-080] has other bytes when it is another context', () => {
    fc.assert(
      fc.property(contexts, contexts, (a, b) => {
        const same = JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
        expect(encodeContext(a).equals(encodeContext(b))).toBe(same);
      }),
    );
  });

  test('[R-080] refuses a member that is not a string, which would otherwise drop out of the binding', () => {
    const incomplete = { tenant: 'tenant-1', document: undefined } as unknown as Record<string, string>;
    expect(() => encodeContext(incomplete)).toThrow(TypeError);
    expect(() => encodeBoundContext('format', 'key', incomplete)).toThrow(TypeError);
  });

  test('[R-081] is bound together with the format and the key, so that formats are separate domains', () => {
    const context = { tenant: 'tenant-1' };
    const variants = [
      encodeContext(context),
      encodeBoundContext('a', 'key', context),
      encodeBoundContext('b', 'key', context),
      encodeBoundContext('a', 'other', context),
      encodeBoundContext('a', 'key', {}),
    ].map(String);
    expect(new Set(variants).size).toBe(variants.length);
  });
});
