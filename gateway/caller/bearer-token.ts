import { AppError } from '#platform/errors';

/** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,4096}=*)$/i;

/**
 * The access token of a request, or `undefined` when it brings none.
 * Attack: a header that one reader takes for a token and another for none. Rule: another scheme or spelling is refused, not
 * ignored, so that nobody is served as anonymous who meant to be somebody.
 * @throws AppError UNAUTHENTICATED
 */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new AppError('UNAUTHENTICATED');
  return token;
}
