import { openSandbox } from '../seeding/open-sandbox.ts';
import type { FastifyInstance } from 'fastify';
import type { IdentityDeps } from '../domain/ports.ts';

/**
 * `POST /internal/sandbox`: new people for the explorer, with what it takes to sign in as them. In production the route is not there.
 * Attack: whoever reaches it becomes somebody. Rule: it makes people who have never been there, in tenants of their own, and signs in nobody;
 * what they may do they may do with what is theirs.
 */
export function registerSandboxRoute(
  server: FastifyInstance,
  deps: IdentityDeps,
  options: { readonly withAuditor: boolean },
): void {
  server.post('/internal/sandbox', { config: { callers: ['gateway'] } }, async (request, reply) => {
    const people = await openSandbox(deps, request.id, options);
    void reply.header('cache-control', 'no-store');
    return { people };
  });
}
