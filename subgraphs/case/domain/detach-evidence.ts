import { AppError } from '#platform/errors';
import { backToDraftIfIncomplete } from './attach-evidence.ts';
import { actOnCase, findPermitted, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, moved } from './change-case.ts';
import { openSlot } from './check-slot.ts';
import { assertEvidenceMayChange } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { DocumentDirectory, ScopeLookups, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';

/**
 * Empties a slot.
 * @throws AppError NOT_FOUND for a foreign case, and for a slot that holds nothing, or nothing that the grant reaches
 */
export async function detachEvidence(
  deps: {
    readonly uow: UnitOfWork;
    readonly clock: Clock;
    readonly documents: DocumentDirectory;
    readonly lookups: ScopeLookups;
  },
  call: Call,
  { caseId, slot }: { readonly caseId: string; readonly slot: string },
): Promise<CaseRecord> {
  const acting = await actOnCase(deps, call, 'Mutation.detachEvidence', caseId);
  await findPermitted(deps, acting, caseId);
  const open = await openSlot(deps, acting, 'Mutation.detachEvidence', { caseId, slot });
  const at = new Date(deps.clock.now());
  return deps.uow.change(requestOf(acting), async (stores) => {
    const before = await lockPermitted(stores, acting, caseId);
    assertEvidenceMayChange(before.status);
    await open.assertUnchanged(stores);
    if (!(await stores.cases.removeEvidence(caseId, slot))) throw new AppError('NOT_FOUND');
    const after = await backToDraftIfIncomplete(stores, before, at);
    return { result: after, record: caseEntry('case.evidence.detach', before, { slot, ...moved(before, after) }) };
  });
}
