import { AppError } from '#platform/errors';
import type { IncomingHttpHeaders } from 'node:http';

const JSON_IN_UTF8 = /^application\/json(\s*;\s*charset="?utf-8"?)?\s*$/i;

/**
 * Attacks: a form or an image of another site that sends a request without asking the browser (only the content types
 * `text/plain`, `application/x-www-form-urlencoded` and `multipart/form-data` can); a body in utf-7 or another charset that a
 * filter reads differently than we do; a small compressed body that unpacks to a huge one.
 * Rule: JSON in UTF-8, as it is.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE
 */
export function requireJsonBody(request: { readonly headers: IncomingHttpHeaders }): void {
  if (!isJsonBody(request)) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
}

/** Whether a request says of its body that it is what `requireJsonBody` takes. */
export function isJsonBody({ headers }: { readonly headers: IncomingHttpHeaders }): boolean {
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  if (type === undefined || (type !== 'application/json' && !JSON_IN_UTF8.test(type))) return false;
  return encoding === undefined || encoding === 'identity';
}
