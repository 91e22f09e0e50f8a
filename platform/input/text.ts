import { z } from 'zod';
import { isId } from '#platform/ids';

/** Control and formatting characters that have no place in one line: they hide or reorder what stands beside them. */
const NOT_IN_A_LINE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** The same for text of several lines. */
const NOT_IN_TEXT = /[^\P{Cc}\t\r\n]|[\u202a-\u202e\u2066-\u2069]/u;

/** One line that people read, in composed form, without surrounding space. @param max characters */
export function line(max: number): z.ZodType<string, string> {
  return readable(max, NOT_IN_A_LINE);
}

/** Text of several lines. @param max characters */
export function text(max: number): z.ZodType<string, string> {
  return readable(max, NOT_IN_TEXT);
}

/** An identifier. Whether anything has it is another question. */
export const id = z.string().refine(isId, 'is not an id');

function readable(max: number, forbidden: RegExp): z.ZodType<string, string> {
  return z
    .string()
    .refine((value) => value.isWellFormed() && !forbidden.test(value), 'has characters that are not allowed')
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1, 'must not be empty')
        .max(max, `must have at most ${String(max)} characters`),
    );
}
