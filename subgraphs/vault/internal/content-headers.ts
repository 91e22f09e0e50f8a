import type { DocumentVersion, MediaType } from '../domain/document.ts';

const EXTENSIONS: Readonly<Record<MediaType, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/tiff': 'tiff',
  'image/heic': 'heic',
  'text/plain': 'txt',
};

/** 60 characters: with the extension, and even if each takes four bytes, less than file systems allow. */
const START_OF_NAME = /^.{0,60}/u;
/** What separates directories, means something to a shell or a file system, or cannot be seen. */
const NOT_IN_A_NAME = /[\p{C}\p{Z}/\\:*?"<>|%]+/gu;

/**
 * Header fields under which a browser saves the bytes and does nothing else with them (security design, section 5).
 * `vary` and caches have no part in it: a link works once.
 */
export function contentHeaders(title: string, { mediaType, byteSize }: DocumentVersion): Record<string, string> {
  return {
    'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
    'content-length': String(byteSize),
    'content-disposition': `attachment; filename*=UTF-8''${encodeExtendedValue(fileNameOf(title, mediaType))}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

/** A file name made of a title: never a path, never hidden, always with the extension of what it really is. */
export function fileNameOf(title: string, mediaType: MediaType): string {
  const extension = `.${EXTENSIONS[mediaType]}`;
  const cleaned = title.replaceAll(NOT_IN_A_NAME, ' ').trim();
  const stem = cleaned.toLowerCase().endsWith(extension) ? cleaned.slice(0, -extension.length) : cleaned;
  const name = (START_OF_NAME.exec(stem)?.[0] ?? '').replaceAll(/^[. ]+|[. ]+$/g, '');
  return (name === '' ? 'document' : name) + extension;
}

/** RFC 8187 section 3.2.1: what is not an attr-char is percent-encoded UTF-8. */
function encodeExtendedValue(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
