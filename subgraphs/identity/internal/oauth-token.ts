import { z } from 'zod';
import { anonymousActor } from '#platform/audit';
import { badInput, parseInput } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { issueClientToken } from '../domain/authenticate-client.ts';
import { ACCESS_TOKEN_SECONDS } from '../domain/lifetimes.ts';
import { CLIENT_ASSERTION_TYPE } from '../tokens/client-assertion.ts';
import type { FastifyInstance } from 'fastify';
import type { IdentityDeps } from '../domain/ports.ts';
import type { ServiceClient } from '../domain/records.ts';

const bodySchema = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal(CLIENT_ASSERTION_TYPE),
  client_assertion: z.string().min(1).max(8_192),
  scope: z.string().max(1_000).optional(),
});

/**
 * `POST /internal/oauth/token`: the token endpoint behind the gateway's (RFC 6749 section 4.4), for service accounts that
 * authenticate with a signed assertion (RFC 7523). There are no shared secrets and no refresh tokens.
 */
export function registerOauthTokenRoute(
  server: FastifyInstance,
  deps: IdentityDeps,
  verifyAssertion: (assertion: string) => Promise<ServiceClient>,
): void {
  server.post('/internal/oauth/token', { config: { callers: ['gateway'] } }, async (request, reply) => {
    const { client_assertion: assertion, scope } = parseInput(bodySchema, parseJsonBody(request.body), '');
    const client = await verifyAssertion(assertion);
    const asked = scope?.split(' ').filter((name) => name !== '') ?? [];
    if (!asked.every((name) => client.scopes.includes(name)))
      throw badInput('scope', 'is more than the client may have');
    const call = { actor: anonymousActor, requestId: request.id, clientId: client.clientId };
    const { access, scopes } = await issueClientToken(deps, call, client);
    void reply.header('cache-control', 'no-store');
    return {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      scope: scopes.join(' '),
    };
  });
}
