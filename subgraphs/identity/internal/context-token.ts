import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { exchangeContext } from '../domain/exchange-context.ts';
import type { FastifyInstance } from 'fastify';
import type { AccessTokenVerifier } from '#platform/auth';
import type { IdentityDeps } from '../domain/ports.ts';

const bodySchema = z.strictObject({ accessToken: z.string().min(1).max(4_096) });

/** `POST /internal/context-token`: an access token for a context token, for the gateway alone. */
export function registerContextTokenRoute(
  server: FastifyInstance,
  deps: IdentityDeps,
  verifyAccessToken: AccessTokenVerifier,
): void {
  server.post('/internal/context-token', { config: { callers: ['gateway'] } }, async (request, reply) => {
    const { accessToken } = parseInput(bodySchema, parseJsonBody(request.body), '');
    const claims = await verifyAccessToken(accessToken);
    const { context, sessionId, principalId } = await exchangeContext(deps, {
      scope: { tenantId: claims.tenantId, principalId: claims.sub },
      sessionId: claims.sid,
      clientId: claims.clientId,
      acr: claims.acr,
      authTime: claims.authTime,
      expiresAt: claims.exp,
    });
    void reply.header('cache-control', 'no-store');
    return { contextToken: context.token, expiresAt: context.expiresAt.toISOString(), sessionId, principalId };
  });
}
