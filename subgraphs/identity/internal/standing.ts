import { z } from 'zod';
import { ACCESS_LEVELS, TIERS } from '#platform/auth';
import { parseInput } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { isId } from '#platform/ids';
import { stillStands } from '../domain/standing.ts';
import type { FastifyInstance } from 'fastify';
import type { IdentityDeps } from '../domain/ports.ts';

const id = z.string().refine(isId, 'is not an id');
const bodySchema = z.strictObject({
  tenantId: id,
  principalId: id,
  sessionId: id,
  grant: z.strictObject({ id, accessLevel: z.enum(ACCESS_LEVELS), tier: z.enum(TIERS) }).nullable(),
});

/**
 * `POST /internal/standing`: whether a session, and the grant by which somebody acts, are still in force, for the vault alone. It
 * asks when something that began with a context token has taken long. Answers yes or no, never why not, and gives no token.
 */
export function registerStandingRoute(server: FastifyInstance, deps: Pick<IdentityDeps, 'work' | 'clock'>): void {
  server.post('/internal/standing', { config: { callers: ['vault'] } }, async (request, reply) => {
    const asked = parseInput(bodySchema, parseJsonBody(request.body), '');
    const alive = await stillStands(deps, asked);
    void reply.header('cache-control', 'no-store');
    return { alive };
  });
}
