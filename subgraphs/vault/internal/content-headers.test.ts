import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MEDIA_TYPES } from '../domain/document.ts';
import { contentHeaders, fileNameOf } from './content-headers.ts';
import type { DocumentVersion } from '../domain/document.ts';

const version = { mediaType: 'application/pdf', byteSize: 7 } as DocumentVersion;

describe('[R-079] the name of a saved file', () => {
  test.each([
    ['My will', 'My will.pdf'],
    ['My will.PDF', 'My will.pdf'],
    ['report.exe', 'report.exe.pdf'],
    ['../../etc/passwd', 'etc passwd.pdf'],
    ['..\\..\\boot.ini', 'boot.ini.pdf'],
    ['.hidden', 'hidden.pdf'],
    ['a\r\nSet-Cookie: x', 'a Set-Cookie x.pdf'],
    ['turned \u202efdp.exe', 'turned fdp.exe.pdf'],
    ['...', 'document.pdf'],
    ['.pdf', 'document.pdf'],
    ['Laaste wil – José', 'Laaste wil – José.pdf'],
  ])('%j is saved as %j', (title, name) => {
    expect(fileNameOf(title, 'application/pdf')).toBe(name);
  });

  test('is one path segment with its true extension, whatever the title', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 160 }),
        fc.constantFrom(...MEDIA_TYPES),
        (title, mediaType) => {
          const name = fileNameOf(title, mediaType);
          expect(name).toMatch(/^[^./\\][^/\\]*\.(pdf|png|jpg|tiff|heic|txt)$/u);
          expect(name).not.toMatch(/[\p{C}%"<>|?*:]/u);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        },
      ),
    );
  });
});

test('[R-072] header fields hold no character that could start another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 160 }), (title) => {
      for (const value of Object.values(contentHeaders(title, version))) expect(value).toMatch(/^[\x20-\x7e]+$/);
      expect(contentHeaders(title, version)['content-disposition']).toMatch(
        /^attachment; filename\*=UTF-8''[A-Za-z0-9!._~%-]+$/,
      );
    }),
  );
});
