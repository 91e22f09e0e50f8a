import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatObjectKey, isObjectKey, OBJECT_KEY_LENGTH_MAX, parseObjectKey } from './object-key.ts';

const TENANT = '018f3c5e-1c2d-7a3b-8c4d-5e6f70819203';
const OBJECT = '018f3c5e-1c2d-7a3b-9c4d-5e6f70819204';
const KEY = `lr1/${TENANT}/${OBJECT}/1`;
const invalid = expect.objectContaining({ code: 'OBJECT_KEY_INVALID' });

const uuids = fc.uuid({ version: [4, 7] });
const keyParts = fc.record({
  tenantId: uuids,
  objectId: uuids,
  version: fc.integer({ min: 1, max: 999_999_999 }),
  quarantine: fc.boolean(),
});

describe('an object key', () => {
  test('[R-074] reads back as the parts it was made of', () => {
    fc.assert(
      fc.property(keyParts, (parts) => {
        const key = formatObjectKey(parts);
        expect(parseObjectKey(key)).toEqual(parts);
        expect(key).toMatch(/^(quarantine\/)?lr1(\/[0-9a-f-]{36}){2}\/[0-9]+$/);
        expect(key.length).toBeLessThanOrEqual(OBJECT_KEY_LENGTH_MAX);
      }),
    );
  });

  test('[R-074] is accepted in one spelling only: what parses formats to itself', () => {
    const pieces = fc.constantFrom(
      'lr1',
      'quarantine',
      TENANT,
      OBJECT,
      TENANT.toUpperCase(),
      '/',
      '//',
      '1',
      '01',
      '..',
      '%2e',
      '\\',
      '\0',
      '',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (chosen) => {
        const key = chosen.join('');
        if (isObjectKey(key)) expect(formatObjectKey(parseObjectKey(key))).toBe(key);
      }),
    );
  });

  test('[R-074] is refused after any one-character change that is not another canonical key', () => {
    fc.assert(
      fc.property(
        keyParts,
        fc.nat(),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        (parts, position, character) => {
          const key = formatObjectKey(parts);
          const at = position % key.length;
          const changed = key.slice(0, at) + character + key.slice(at + 1);
          const canonical = /^(quarantine\/)?lr1\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/[1-9][0-9]{0,8}$/.test(changed);
          if (!canonical) expect(() => parseObjectKey(changed)).toThrow(invalid);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('[R-074] is refused for any text at all that is not one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webPath(), fc.webUrl()), (text) => {
        expect(() => parseObjectKey(text)).toThrow(invalid);
      }),
    );
  });

  const bad: readonly (readonly [string, string])[] = [
    ['empty text', ''],
    ['parent directories', `lr1/../${OBJECT}/1`],
    ['parent directories at the end', `${KEY}/../../../x`],
    ['parent directories in front', `../${KEY}`],
    ['the current directory', `./${KEY}`],
    ['the current directory inside', `lr1/./${TENANT}/${OBJECT}/1`],
    ['encoded traversal', `lr1/%2e%2e/${OBJECT}/1`],
    ['double-encoded traversal', `lr1/%252e%252e/${OBJECT}/1`],
    ['an encoded slash', `lr1/${TENANT}%2f${OBJECT}/1`],
    ['an encoded digit', `lr1/${TENANT}/${OBJECT}/%31`],
    ['overlong UTF-8 traversal', `lr1/%c0%ae%c0%ae/${OBJECT}/1`],
    ['backslashes', KEY.replaceAll('/', '\\')],
    ['one backslash', `lr1\\${TENANT}/${OBJECT}/1`],
    ['a NUL at the end', `${KEY}\0`],
    ['a NUL before an ending', `${KEY}\0.pdf`],
    ['a NUL inside', `lr1/${TENANT}\0/${OBJECT}/1`],
    ['an absolute path', `/${KEY}`],
    ['a system path', '/etc/passwd'],
    ['a Windows path', `C:\\${KEY}`],
    ['a network path', `\\\\server\\${KEY}`],
    ['a file address', `file:///${KEY}`],
    ['an S3 address', `s3://bucket/${KEY}`],
    ['a web address', `https://example.org/${KEY}`],
    ['a data address', 'data:text/plain,x'],
    ['upper-case ids', `lr1/${TENANT.toUpperCase()}/${OBJECT}/1`],
    ['an id in braces', `lr1/{${TENANT}}/${OBJECT}/1`],
    ['an id without dashes', `lr1/${TENANT.replaceAll('-', '')}/${OBJECT}/1`],
    ['the nil UUID', `lr1/00000000-0000-0000-0000-000000000000/${OBJECT}/1`],
    ['another layout', KEY.replace('lr1', 'lr2')],
    ['an upper-case layout', KEY.replace('lr1', 'LR1')],
    ['a Cyrillic letter', KEY.replace('c', 'с')],
    ['a full-width digit', `lr1/${TENANT}/${OBJECT}/１`],
    ['an Arabic digit', `lr1/${TENANT}/${OBJECT}/١`],
    ['a full-width slash', KEY.replace('/', '／')],
    ['a division slash', KEY.replace('/', '∕')],
    ['a full-width dot', `lr1/．．/${OBJECT}/1`],
    ['a combining mark', `${KEY}\u0301`],
    ['a zero-width space', `lr1/\u200b${TENANT}/${OBJECT}/1`],
    ['a right-to-left mark', `\u202e${KEY}`],
    ['a byte order mark', `\ufeff${KEY}`],
    ['a lone surrogate', `${KEY}\ud800`],
    ['a space in front', ` ${KEY}`],
    ['a space behind', `${KEY} `],
    ['a line feed behind', `${KEY}\n`],
    ['a carriage return inside', `lr1/\r${TENANT}/${OBJECT}/1`],
    ['a slash behind', `${KEY}/`],
    ['two slashes', `lr1//${TENANT}/${OBJECT}/1`],
    ['a missing version', `lr1/${TENANT}/${OBJECT}`],
    ['an empty version', `lr1/${TENANT}/${OBJECT}/`],
    ['version zero', `lr1/${TENANT}/${OBJECT}/0`],
    ['a negative version', `lr1/${TENANT}/${OBJECT}/-1`],
    ['a version with a sign', `lr1/${TENANT}/${OBJECT}/+1`],
    ['a version with leading zeros', `lr1/${TENANT}/${OBJECT}/01`],
    ['a fractional version', `lr1/${TENANT}/${OBJECT}/1.0`],
    ['an exponent', `lr1/${TENANT}/${OBJECT}/1e3`],
    ['a hexadecimal version', `lr1/${TENANT}/${OBJECT}/0x1`],
    ['a version too large', `lr1/${TENANT}/${OBJECT}/1000000000`],
    ['a file ending', `${KEY}.pdf`],
    ['an unfinished write', `${KEY}.0123456789abcdef.partial`],
    ['a query', `${KEY}?versionId=1`],
    ['a fragment', `${KEY}#1`],
    ['a part too many', `${KEY}/1`],
    ['quarantine twice', `quarantine/quarantine/${KEY}`],
    ['quarantine in upper case', `Quarantine/${KEY}`],
    ['quarantine in the wrong place', `lr1/quarantine/${TENANT}/${OBJECT}/1`],
    ['an over-long key', KEY + '1'.repeat(5000)],
    ['an over-long traversal', '../'.repeat(100_000)],
  ];
  test.each(bad)('[R-074] with %s is refused', (_what, key) => {
    expect(() => parseObjectKey(key)).toThrow(invalid);
    expect(isObjectKey(key)).toBe(false);
  });

  test('[R-073] is not repeated in the error about it', () => {
    expect(() => parseObjectKey('/etc/passwd')).toThrow(
      expect.objectContaining({
        detail: undefined,
        cause: expect.objectContaining({ message: expect.not.stringContaining('passwd') }),
      }),
    );
  });

  test.each([
    { tenantId: '../..' },
    { objectId: `${OBJECT}/` },
    { tenantId: TENANT.toUpperCase() },
    { version: 0 },
    { version: 1.5 },
    { version: Number.NaN },
    { version: 1_000_000_000 },
  ])('[R-074] is not made from %j', (part) => {
    expect(() =>
      formatObjectKey({ tenantId: TENANT, objectId: OBJECT, version: 1, quarantine: false, ...part }),
    ).toThrow(invalid);
  });
});
