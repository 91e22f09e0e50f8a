import { z } from 'zod';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { boundSandboxes } from '../seeding/close-sandboxes.ts';
import { openSandbox } from '../seeding/open-sandbox.ts';
import type { FastifyInstance } from 'fastify';
import type { IdentityDeps } from '../domain/ports.ts';

/** Who asks, as the gateway tells people apart who are not signed in: a network. */
const asked = z.strictObject({ asker: z.string().max(64).default('unknown') });

/**
 * `POST /internal/sandbox`: new people for the explorer, with what it takes to sign in as them. In production the route is not there.
 * Attack: whoever reaches it becomes somebody. Rule: it makes people who have never been there, in tenants of their own, and signs in nobody;
 * what they may do they may do with what is theirs.
 * Attack: sandboxes without end. Rule: one asker has a few at a time, of which the oldest is closed; all are closed after a while.
 */
export function registerSandboxRoute(
  server: FastifyInstance,
  deps: IdentityDeps,
  options: { readonly withAuditor: boolean },
): void {
  server.post('/internal/sandbox', { config: { callers: ['gateway'] } }, async (request, reply) => {
    const body = asked.safeParse(parseJsonBody(request.body));
    if (!body.success) throw new AppError('BAD_REQUEST');
    // Keyed: of a network that is not in the list nobody can find out whether it asked.
    const askerHash = deps.secrets.identifierHash(`sandbox ${body.data.asker}`);
    const people = await openSandbox(deps, request.id, { ...options, askerHash });
    await boundSandboxes(deps, request.id, askerHash);
    void reply.header('cache-control', 'no-store');
    return { people };
  });
}
