import type { FastifyInstance } from 'fastify';

const ALLOWED_METHODS = 'GET, POST, PUT';
const ALLOWED_HEADERS =
  'authorization, content-type, idempotency-key, apollographql-client-name, apollographql-client-version, apollo-require-preflight, x-apollo-operation-name, x-cost, x-request-id';
const EXPOSED_HEADERS =
  'x-request-id, retry-after, www-authenticate, content-disposition, ratelimit, ratelimit-policy, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, x-cost-estimated, x-cost-actual, x-cost-max';
/** How long a browser may remember the answer to a preflight. */
const PREFLIGHT_MAX_AGE_SECONDS = 600;

/**
 * Attack: a script of another site reads answers with what the browser adds, or sends what a form could not.
 * Rule: only listed origins, compared as whole strings, get CORS headers; `null` and everything else get none, and their
 * preflight is answered without permission. Credentials are never allowed: bearer tokens are set by scripts.
 * @param origins exact origins; none means same-origin only
 */
export function registerCors(server: FastifyInstance, origins: readonly string[]): void {
  const headersFor = corsHeaders(origins);
  server.addHook('onRequest', async (request, reply) => {
    const headers = headersFor(request.headers.origin);
    reply.headers(headers);
    if (request.method !== 'OPTIONS') return;
    if ('access-control-allow-origin' in headers) {
      reply.headers({
        'access-control-allow-methods': ALLOWED_METHODS,
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
      });
    }
    await reply.code(204).send();
  });
}

/** @returns a function of the origin of a request that gives what every answer to it carries */
export function corsHeaders(
  origins: readonly string[],
): (origin: string | undefined) => Readonly<Record<string, string>> {
  const listed = new Set(origins);
  // Caches must not serve one origin's answer to another, also when this origin is not allowed.
  const unlisted: Readonly<Record<string, string>> = listed.size > 0 ? { vary: 'Origin' } : {};
  return (origin) =>
    origin === undefined || !listed.has(origin)
      ? unlisted
      : { ...unlisted, 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS };
}
