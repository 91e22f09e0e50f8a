import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxTagFileLines, parseInfo, parseManifest } from './parse-tag-files.ts';
import { formatInfo, formatManifest, isInfoEntry } from './tag-files.ts';

const hex64 = fc.stringMatching(/^[0-9a-f]{64}$/);
const path = fc.stringMatching(/^data\/[A-Za-z0-9_-]{1,20}$/);

describe('parseManifest', () => {
  test('reads what formatManifest writes', () => {
    fc.assert(
      fc.property(fc.dictionary(path, hex64), (files) => {
        const lines = Object.entries(files).map(([name, hash]) => ({ path: name, hash }));
        const { value, problems } = parseManifest(formatManifest(lines), 'm', 64);
        expect(problems).toEqual([]);
        expect(Object.fromEntries(value)).toEqual(Object.fromEntries(Object.entries(files)));
      }),
    );
  });

  test.each([
    ['', 0],
    ['\n', 1],
    [`${'a'.repeat(64)} data/a\n`, 1],
    [`${'a'.repeat(64)} *data/a\n`, 1],
    [`${'a'.repeat(63)}  data/a\n`, 1],
    ['\n'.repeat(maxTagFileLines), maxTagFileLines],
    ['\n'.repeat(maxTagFileLines + 1), 1],
    ['\n'.repeat(maxTagFileLines * 3), 1],
  ])('counts what is wrong in a bad text (case %#)', (text, count) => {
    expect(parseManifest(text, 'm', 64).problems).toHaveLength(count);
  });
});

describe('parseInfo', () => {
  test('reads what formatInfo writes', () => {
    const label = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
    fc.assert(
      fc.property(fc.dictionary(label, fc.string({ unit: 'binary' })), (entries) => {
        const lines = Object.entries(entries).filter(([name, text]) => isInfoEntry(name, text));
        const { value, problems } = parseInfo(formatInfo(lines), 'bag-info.txt');
        expect(problems).toEqual([]);
        expect([...value]).toEqual(lines);
      }),
    );
  });
});
