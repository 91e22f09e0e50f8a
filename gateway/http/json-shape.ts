import { AppError } from '#platform/errors';
import type { HttpLimits } from './http-limits.ts';

export type JsonLimits = Pick<HttpLimits, 'jsonNesting' | 'jsonValues'>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Attacks: a quarter of a megabyte of brackets that becomes a hundred thousand lists, or one so deep that whatever walks it runs out
 * of stack. Rule: brackets and commas are counted in the bytes, before anything is built from them. What is no JSON may pass; the
 * parser refuses it.
 * @throws AppError BAD_REQUEST
 */
export function requireBoundedJson(bytes: Buffer, { jsonNesting, jsonValues }: JsonLimits): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfText(bytes, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        if (depth > jsonNesting) throw new AppError('BAD_REQUEST', { detail: 'The body is nested too deeply.' });
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
        break;
      default:
    }
    if (values > jsonValues) throw new AppError('BAD_REQUEST', { detail: 'The body has too many values.' });
  }
}

/** @returns where the text ends that begins at `start`; the end of the bytes when it does not */
function endOfText(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start + 1); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    while (bytes[at - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return bytes.length;
}
