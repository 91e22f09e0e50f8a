import { decide, denialError } from '#platform/access';
import { epochSeconds } from '#platform/clock';
import { baseContext } from '#platform/graphql';
import { requesterOf } from '../requester.ts';
import type { FastifyRequest } from 'fastify';
import type { AccessPolicy, Scope } from '#platform/access';
import type { ContextTokenVerifier } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Requester } from '../domain/requester.ts';

/** What the schema's `@access` says for a field, for a route that no schema covers. The tier is the document's own. */
function principalWith(scopes: readonly Scope[]): AccessPolicy {
  return {
    public: false,
    reason: undefined,
    roles: ['principal'],
    grants: [],
    grantLevel: undefined,
    scopes,
    tiers: ['OBJECT'],
    owner: 'OWNER',
    stepUpSeconds: undefined,
    audit: undefined,
  };
}

/** As `Mutation.requestUpload`. */
export const UPLOAD_POLICY = principalWith(['write:limited']);
/** As `Mutation.requestDownload`. */
export const DOWNLOAD_POLICY = principalWith(['read:all']);
/** As `Document`, which an export shows with its bytes. */
export const READ_POLICY = principalWith(['read:all']);

/**
 * Who is behind a signed request, when the policy lets them: also a link is good only for somebody who may still do what it
 * is for.
 * @throws AppError UNAUTHENTICATED, FORBIDDEN
 */
export async function authorise(
  request: FastifyRequest,
  { verifyContextToken, clock }: { readonly verifyContextToken: ContextTokenVerifier; readonly clock: Clock },
  policy: AccessPolicy,
): Promise<Requester> {
  const context = await baseContext(request, verifyContextToken);
  const decision = decide(policy, context.actor, epochSeconds(clock));
  if (!decision.allowed) throw denialError(decision.reason, policy);
  return requesterOf(context);
}
