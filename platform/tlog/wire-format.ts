// The rules all text formats of this folder share. Each reader accepts exactly one spelling of a value, so that nobody can
// make a second, differently hashed form of the same statement.

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
// Any character that is neither LF nor at least U+0020; also finds what is no character at all (lone surrogates).
const FORBIDDEN = /[^\n\u0020-\ud7ff\ue000-\u{10ffff}]/u;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of padded standard base64 (RFC 4648 section 4), or undefined for any other spelling. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what it does not know; encoding again finds everything it skipped, padding and stray bits included.
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** Value of an ASCII decimal without sign or leading zeros, at most 2^53 - 1; undefined for any other spelling. */
export function decodeDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Whether `text` is well-formed Unicode without control characters below U+0020 other than LF. */
export function isPlainText(text: string): boolean {
  return !FORBIDDEN.test(text);
}

/** Text of valid UTF-8 that obeys `isPlainText`, else undefined. Encoding it again gives the same bytes. */
export function decodePlainText(bytes: Uint8Array): string | undefined {
  try {
    const text = UTF8.decode(bytes);
    return isPlainText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
