import { idOf, parsePage, toConnection } from '#platform/paging';
import { settle } from '../domain/staged-access/settle.ts';
import type { Connection, Page, PageArguments } from '#platform/paging';
import type { IdentityContext } from '../context.ts';
import type { Stores } from '../domain/ports.ts';
import type { RoleGrant, Scope, Session } from '../domain/records.ts';
import type { StagedAccessView } from '../domain/staged-access/records.ts';

type Read<Node> = (stores: Stores, scope: Scope, page: Page) => Promise<Node[]>;

/** Grants that the caller gave; empty when the principal is somebody else. */
export function ownGrants(
  principalId: string,
  page: PageArguments,
  context: IdentityContext,
): Promise<Connection<RoleGrant>> {
  return ownList<RoleGrant>(principalId, page, context, ({ grants }, scope, asked) => grants.listGranted(scope, asked));
}

/** Grants that the caller holds; empty when the principal is somebody else. */
export function ownHeldGrants(
  principalId: string,
  page: PageArguments,
  context: IdentityContext,
): Promise<Connection<RoleGrant>> {
  return ownList<RoleGrant>(principalId, page, context, ({ grants }, _scope, asked) => grants.listHeld(asked));
}

/** Sessions of the caller; empty when the principal is somebody else. */
export function ownSessions(
  principalId: string,
  page: PageArguments,
  context: IdentityContext,
): Promise<Connection<Session>> {
  return ownList<Session>(principalId, page, context, ({ sessions }, scope, asked) => sessions.list(scope, asked));
}

/** Which arrangements: those the caller made, those on grants they hold, or those that wait for their approval. */
export type StagedAccessList = 'listArranged' | 'listHeld' | 'listToApprove';

/** Staged access of the caller; empty when the principal is somebody else. */
export function ownStagedAccesses(
  principalId: string,
  list: StagedAccessList,
  page: PageArguments,
  context: IdentityContext,
): Promise<Connection<StagedAccessView>> {
  const now = new Date(context.deps.clock.now());
  return ownList<StagedAccessView>(principalId, page, context, async ({ stagedAccesses }, _scope, asked) =>
    (await stagedAccesses[list](asked, now)).map((access) => settle(access, now)),
  );
}

/** The arguments are checked for everybody alike; a list of somebody else costs no query, so it cannot multiply them. */
async function ownList<Node extends { readonly id: string }>(
  principalId: string,
  args: PageArguments,
  { actor, deps }: IdentityContext,
  read: Read<Node>,
): Promise<Connection<Node>> {
  const page = parsePage(args);
  if (actor.kind === 'anonymous' || actor.principalId !== principalId) return toConnection<Node>([], page, idOf);
  const scope: Scope = { tenantId: actor.tenantId, principalId };
  return toConnection(await deps.work.read(scope, (stores) => read(stores, scope, page)), page, idOf);
}
