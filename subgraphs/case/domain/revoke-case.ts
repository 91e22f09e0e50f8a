import { caseEntry, lockCase, moveCase, moved } from './change-case.ts';
import { ownScope } from './scope.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { UnitOfWork } from './ports.ts';
import type { Call } from './scope.ts';

/**
 * Revokes a case for good, with every link that is out. The owner keeps their packs; nobody else sees them from this commit on.
 * @throws AppError NOT_FOUND, TRANSITION_NOT_ALLOWED when it was revoked before
 */
export async function revokeCase(
  { uow, clock }: { readonly uow: UnitOfWork; readonly clock: Clock },
  call: Call,
  { caseId, reason }: { readonly caseId: string; readonly reason: string | null },
): Promise<CaseRecord> {
  const at = new Date(clock.now());
  return uow.change({ scope: ownScope(call), by: call.caller, requestId: call.requestId }, async (stores) => {
    const before = await lockCase(stores, caseId);
    const after = await moveCase(stores, before, 'revoked', { at, reason });
    const links = await stores.links.live(caseId, at);
    for (const { id } of links) await stores.links.revoke(id, at);
    return {
      result: after,
      record: caseEntry('case.case.transition', before, { ...moved(before, after), linksRevoked: links.length }),
    };
  });
}
