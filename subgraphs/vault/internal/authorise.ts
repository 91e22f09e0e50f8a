import { decide, denialError } from '#platform/access';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { createAccess } from '../access/access.ts';
import type { FastifyRequest } from 'fastify';
import type { ContextTokenVerifier } from '#platform/auth';
import type { Access, AccessDeps } from '../access/access.ts';
import type { TicketVisitor } from '../domain/ticket.ts';

/**
 * What whoever is behind a signed request may touch, when they pass what the schema demands at `coordinate`: a route that no
 * schema covers asks what a field does, and a link is good only for somebody who may still do what it is for.
 * @throws AppError UNAUTHENTICATED, FORBIDDEN
 */
export async function authorise(
  request: FastifyRequest,
  deps: AccessDeps & { readonly verifyContextToken: ContextTokenVerifier },
  coordinate: string,
): Promise<Access> {
  const context = await baseContext(request, deps.verifyContextToken);
  const policy = deps.policyAt(coordinate);
  const decision = decide(policy, context.actor, epochSeconds(deps.clock));
  if (decision.allowed) return createAccess(deps, context);
  context.recordDenial(coordinate, decision.reason);
  throw denialError(decision.reason, policy);
}

/** Every right by which somebody may use a link: their own, and each grant. @param coordinate of the mutation that makes such links */
export async function authoriseVisitor(
  request: FastifyRequest,
  deps: AccessDeps & { readonly verifyContextToken: ContextTokenVerifier },
  coordinate: string,
): Promise<TicketVisitor> {
  const access = await authorise(request, deps, coordinate);
  const byGrant = Map.groupBy(access.subjectsAt(coordinate), ({ grant }) => grant?.id);
  const [own, ...granted] = [...byGrant.values()].flatMap(([subject, ...others]) =>
    subject === undefined ? [] : [access.requesterAs(coordinate, subject, others)],
  );
  if (own === undefined) throw new AppError('UNAUTHENTICATED');
  return [own, ...granted];
}
