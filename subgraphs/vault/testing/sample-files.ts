import { createHash } from 'node:crypto';
import type { MediaType } from '../domain/document.ts';

/** Something to upload, with claims that are true. */
export interface SampleFile {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly byteSize: number;
  readonly mediaType: MediaType;
}

export function sampleFile(bytes: Buffer, mediaType: MediaType): SampleFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, sha256, byteSize: bytes.length, mediaType };
}

let made = 0;

/** A file that starts like a PDF and is unlike every other. @param byteSize at least 40 */
export function samplePdf(byteSize = 70_000): SampleFile {
  made += 1;
  const start = Buffer.from(`%PDF-1.7\n% sample ${String(made).padStart(8, '0')}\n`);
  const body = Buffer.alloc(byteSize - start.length, 'plaintext of a document ');
  return sampleFile(Buffer.concat([start, body]), 'application/pdf');
}

export function sampleText(text: string): SampleFile {
  return sampleFile(Buffer.from(text, 'utf8'), 'text/plain');
}

const PNG = '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000000020001';

/** The first bytes of each type, enough to be recognised. */
export const FIRST_BYTES: Readonly<Record<Exclude<MediaType, 'text/plain'>, Buffer>> = {
  'application/pdf': Buffer.from('%PDF-1.4\n1 0 obj\n'),
  'image/png': Buffer.from(PNG, 'hex'),
  'image/jpeg': Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'),
  'image/tiff': Buffer.from('49492a00080000000000000000000000', 'hex'),
  'image/heic': Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1')]),
};

/** What must not come in under the name of a document; markup without a declaration is text as well. */
export const FOREIGN_FILES: Readonly<Record<string, { readonly bytes: Buffer; readonly readsAsText?: true }>> = {
  'a web page': { bytes: Buffer.from('<!doctype html><script>alert(1)</script>'), readsAsText: true },
  'a PDF behind a page': { bytes: Buffer.from('<html>%PDF-1.4'), readsAsText: true },
  'a vector graphic': { bytes: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>') },
  'a ZIP archive': { bytes: Buffer.from('504b0304140000000800', 'hex') },
  'a gzip archive': { bytes: Buffer.from('1f8b0800000000000003', 'hex') },
  'a Windows program': { bytes: Buffer.from('4d5a90000300000004000000ffff0000', 'hex') },
  'a Linux program': { bytes: Buffer.from('7f454c460201010000000000000000000200', 'hex') },
};
