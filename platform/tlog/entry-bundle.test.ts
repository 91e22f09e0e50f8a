import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutEntryBundle, parseEntryBundle, serialiseEntryBundle } from './entry-bundle.ts';
import { refusal } from './testing/keys.ts';

const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 256 });

describe('[R-112] an entry bundle', () => {
  test('is each length in two bytes, big-endian, then the entry', () => {
    const bundle = serialiseEntryBundle([Buffer.from('one'), Buffer.of(), Buffer.alloc(258, 7)]);
    expect(bundle.subarray(0, 9).toString('hex')).toBe('00036f6e6500000102');
    expect(bundle).toHaveLength(2 + 3 + 2 + 2 + 258);
  });

  test('gives back its entries, and its beginning those of a smaller tree', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, some) => {
        const bundle = serialiseEntryBundle(all);
        expect(parseEntryBundle(bundle, all.length).map((entry) => [...entry])).toEqual(all.map((entry) => [...entry]));
        const width = 1 + (some % all.length);
        expect(cutEntryBundle(bundle, width)).toEqual(serialiseEntryBundle(all.slice(0, width)));
      }),
    );
  });

  test('with a byte changed has other entries, or is refused', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, at, change) => {
        const bundle = serialiseEntryBundle(all);
        bundle[at % bundle.length] = (bundle[at % bundle.length] ?? 0) ^ change;
        const read = refusal(() => parseEntryBundle(bundle, all.length));
        if (read === 'accepted') {
          expect(parseEntryBundle(bundle, all.length)).not.toEqual(all.map((entry) => Buffer.from(entry)));
        } else expect(read).toBe('malformed_bundle');
      }),
    );
  });

  test('that is cut off, longer, or of another number of entries is refused', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const bundle = serialiseEntryBundle(all);
        const refused = [
          [bundle.subarray(0, at % bundle.length), all.length],
          [Buffer.concat([bundle, Buffer.of(0)]), all.length],
          [Buffer.concat([bundle, Buffer.of(0, 0)]), all.length],
          [bundle, all.length - 1],
          [bundle, all.length + 1],
        ] as const;
        for (const [bytes, width] of refused)
          expect(refusal(() => parseEntryBundle(bytes, width))).toBe('malformed_bundle');
        expect(refusal(() => cutEntryBundle(bundle, all.length + 1))).toBe('malformed_bundle');
        expect(refusal(() => cutEntryBundle(bundle.subarray(0, -1), all.length))).toBe('malformed_bundle');
      }),
    );
  });

  test('holds entries of up to 65,535 bytes, and 256 of them', () => {
    const longest = Buffer.alloc(65_535, 1);
    expect(parseEntryBundle(serialiseEntryBundle([longest]), 1)).toEqual([longest]);
    expect(refusal(() => serialiseEntryBundle([Buffer.alloc(65_536)]))).toBe('malformed_bundle');
    expect(refusal(() => serialiseEntryBundle([]))).toBe('malformed_bundle');
    expect(refusal(() => serialiseEntryBundle(Array.from({ length: 257 }, () => longest)))).toBe('malformed_bundle');
    expect(refusal(() => parseEntryBundle(Buffer.alloc(2 * 257), 257))).toBe('malformed_bundle');
  });
});
