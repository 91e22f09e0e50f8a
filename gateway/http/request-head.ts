import { AppError } from '#platform/errors';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { HttpLimits } from './http-limits.ts';

type HeadLimits = Pick<HttpLimits, 'urlCharacters' | 'headerFields'>;

/**
 * Attacks: a document of any length in a URL, past the limit on bodies and into every log on the way; thousands of header fields,
 * of which Node keeps the first two thousand without a word, so that what is judged is not what was sent.
 * Rule: URL and number of fields are bounded; the parser bounds all of it together at 16 KiB (RFC 9110 section 15.5.15, RFC 6585
 * section 5).
 */
export function boundRequestHead(server: FastifyInstance, limits: HeadLimits): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(headTooLarge(request.raw, limits));
  });
}

/** @returns why the head is refused */
export function headTooLarge(
  { url = '', rawHeaders }: IncomingMessage,
  { urlCharacters, headerFields }: HeadLimits,
): AppError | undefined {
  if (url.length > urlCharacters) return new AppError('URI_TOO_LONG', { facts: { max: urlCharacters } });
  // Name and value of each.
  if (rawHeaders.length > 2 * headerFields) return new AppError('HEADERS_TOO_LARGE', { facts: { max: headerFields } });
  return undefined;
}
