import { AppError } from '#platform/errors';
import type { FastifyRequest } from 'fastify';

/** A page of another site can send none of these without asking first (Fetch standard, CORS-safelisted request-header). */
const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight'] as const;
const JSON_TYPE = /^application\/json(\s*;|$)/i;

/**
 * Attack: an image, a link or a form of another site makes the browser of somebody send a request with what the browser adds to it,
 * and measures how long the answer takes. Rule: a request without a body says in a header that its sender was asked for permission:
 * a bearer token, a JSON content type, or a header that forms and images do not have. `POST` has its JSON content type.
 * @throws AppError CSRF_PREVENTED, or UNSUPPORTED_MEDIA_TYPE for any other content type (what a body would be, proxies guess)
 */
export function requirePreflighted(request: FastifyRequest): void {
  const { headers } = request;
  const type = headers['content-type'];
  if (type !== undefined) {
    if (!JSON_TYPE.test(type)) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
    return;
  }
  // Browsers add credentials of the Basic scheme by themselves, never bearer tokens.
  if (/^bearer /i.test(headers.authorization ?? '')) return;
  const asked = PREFLIGHT_HEADERS.some((name) => typeof headers[name] === 'string' && headers[name] !== '');
  if (!asked) throw new AppError('CSRF_PREVENTED', { detail: 'Send the header `apollo-require-preflight: 1`.' });
}
