/** Header fields as node:http gives them, or as a caller is about to send them; names in any case. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Every field that takes part in signing, in lower case. */
const RELEVANT_FIELDS = new Set([
  'authorization',
  'content-digest',
  'signature',
  'signature-input',
  'x-lifeready-body',
  'x-lifeready-callee',
  'x-lifeready-client',
  'x-lifeready-idempotency',
  'x-request-id',
]);

/** Longest value we sign: access tokens and context tokens fit well. Bounds the work done for a stranger. */
const MAX_VALUE_CHARACTERS = 32_768;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * The fields that take part in signing, by lower-case name, without surrounding white space (RFC 9421 section 2.1).
 * A field given twice, as a list, or with a character that could forge a line of the signature base is a problem, not a choice.
 */
export function relevantFields(headers: HeaderFields): Map<string, string> | { readonly problem: string } {
  const fields = new Map<string, string>();
  for (const given in headers) {
    const name = given.toLowerCase();
    const value = headers[given];
    if (value === undefined || !RELEVANT_FIELDS.has(name)) continue;
    if (typeof value !== 'string' || fields.has(name)) return { problem: `${name} is given more than once` };
    if (value.length > MAX_VALUE_CHARACTERS) return { problem: `${name} is too long` };
    if (!PRINTABLE_ASCII.test(value)) return { problem: `${name} is not printable ASCII` };
    fields.set(name, value.trim());
  }
  return fields;
}
