import { actOnCase, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, moveCase, moved } from './change-case.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { ScopeLookups, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';

/**
 * Revokes a case for good, with every link that is out. The owner keeps their packs; nobody else sees them from this commit on.
 * @throws AppError NOT_FOUND, TRANSITION_NOT_ALLOWED when it was revoked before
 */
export async function revokeCase(
  deps: { readonly uow: UnitOfWork; readonly clock: Clock; readonly lookups: ScopeLookups },
  call: Call,
  { caseId, reason }: { readonly caseId: string; readonly reason: string | null },
): Promise<CaseRecord> {
  const acting = await actOnCase(deps, call, 'Mutation.revokeCase', caseId);
  const at = new Date(deps.clock.now());
  return deps.uow.change(requestOf(acting), async (stores) => {
    const before = await lockPermitted(stores, acting, caseId);
    const after = await moveCase(stores, before, 'revoked', { at, reason });
    const links = await stores.links.live(caseId, at);
    for (const { id } of links) await stores.links.revoke(id, at);
    return {
      result: after,
      record: caseEntry('case.case.transition', before, { ...moved(before, after), linksRevoked: links.length }),
    };
  });
}
