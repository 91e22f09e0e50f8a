import { AppError } from '#platform/errors';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Characters of path and parameters; a registered id with its variables is far shorter. */
export const MAX_URL_CHARACTERS = 8_192;
/** Header fields of one request. Browsers behind two proxies send about thirty. */
export const MAX_HEADER_FIELDS = 100;

/**
 * Attacks: a document of any length in a URL, past the limit on bodies and into every log on the way; thousands of header fields,
 * of which Node keeps the first two thousand without a word, so that what is judged is not what was sent.
 * Rule: URL and number of fields are bounded; the parser bounds all of it together at 16 KiB (RFC 9110 section 15.5.15, RFC 6585
 * section 5).
 */
export function boundRequestHead(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(headTooLarge(request.raw));
  });
}

/** @returns why the head is refused */
export function headTooLarge({ url = '', rawHeaders }: IncomingMessage): AppError | undefined {
  if (url.length > MAX_URL_CHARACTERS) return new AppError('URI_TOO_LONG', { facts: { max: MAX_URL_CHARACTERS } });
  // Name and value of each.
  if (rawHeaders.length > 2 * MAX_HEADER_FIELDS)
    return new AppError('HEADERS_TOO_LARGE', { facts: { max: MAX_HEADER_FIELDS } });
  return undefined;
}
