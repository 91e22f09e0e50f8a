import DataLoader from 'dataloader';
import { ownSubject } from '#platform/access';
import { auditActor } from '#platform/audit';
import { visibleStagedAccesses } from './domain/staged-access/visible.ts';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '#platform/graphql';
import type { Call, IdentityDeps } from './domain/ports.ts';
import type { PrincipalView, RoleGrant } from './domain/records.ts';
import type { StagedAccessView } from './domain/staged-access/records.ts';

export { signedIn } from '#platform/auth';

/** Client of requests whose gateway names none. */
const DEFAULT_CLIENT = 'web';
const CLIENT_HEADER = 'x-lifeready-client';
const CLIENT = /^[A-Za-z0-9._:-]{1,100}$/;

/** What the resolvers of identity get. */
export interface IdentityContext extends RequestContext {
  readonly deps: IdentityDeps;
  readonly call: Call;
  /** Principals by id, as the caller may see them; `null` for all others. */
  readonly principals: DataLoader<string, PrincipalView | null>;
  /** Grants by id, for their two parties; `null` for all others. */
  readonly grants: DataLoader<string, RoleGrant | null>;
  /** Staged access by id, for its parties; `null` for all others. */
  readonly stagedAccesses: DataLoader<string, StagedAccessView | null>;
}

export function createIdentityContext(
  base: RequestContext,
  request: FastifyRequest,
  deps: IdentityDeps,
): IdentityContext {
  const { actor, requestId } = base;
  const call = callOf(base, request.headers[CLIENT_HEADER], requestId);
  return {
    ...base,
    deps,
    call,
    principals: byId((ids) => visiblePrincipals(deps, actor, ids)),
    grants: byId((ids) => partyGrants(deps, actor, ids)),
    stagedAccesses: byId(async (ids) =>
      actor.kind === 'anonymous' ? [] : visibleStagedAccesses(deps, ownSubject(actor), ids),
    ),
  };
}

/** A signed-in caller's client is the one their session began with; before that the gateway says, under its signature. */
function callOf({ actor }: RequestContext, header: string | string[] | undefined, requestId: string): Call {
  const named = typeof header === 'string' && CLIENT.test(header) ? header : DEFAULT_CLIENT;
  const clientId = actor.kind === 'anonymous' ? named : actor.clientId;
  return { actor: { ...auditActor(actor), clientId }, requestId, clientId };
}

function byId<Row extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });
}

async function visiblePrincipals(
  { work, clock }: IdentityDeps,
  actor: RequestContext['actor'],
  ids: readonly string[],
): Promise<PrincipalView[]> {
  if (actor.kind === 'anonymous') return [];
  return work.read(ownSubject(actor), ({ accounts }) => accounts.visiblePrincipals(ids, new Date(clock.now())));
}

async function partyGrants(
  { work }: IdentityDeps,
  actor: RequestContext['actor'],
  ids: readonly string[],
): Promise<RoleGrant[]> {
  if (actor.kind === 'anonymous') return [];
  const found = await work.read(ownSubject(actor), ({ grants }) => grants.ofParty(ids));
  // Said again, because the function that finds them reads past row-level security.
  return found.filter(
    ({ principalId, granteePrincipalId }) =>
      principalId === actor.principalId || granteePrincipalId === actor.principalId,
  );
}
