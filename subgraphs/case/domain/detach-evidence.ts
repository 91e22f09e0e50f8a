import { AppError } from '#platform/errors';
import { backToDraftIfIncomplete } from './attach-evidence.ts';
import { caseEntry, lockCase, moved } from './change-case.ts';
import { ownScope } from './scope.ts';
import { assertEvidenceMayChange } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { UnitOfWork } from './ports.ts';
import type { Call } from './scope.ts';

/** Empties a slot. @throws AppError NOT_FOUND for a foreign case and for a slot that holds nothing */
export async function detachEvidence(
  { uow, clock }: { readonly uow: UnitOfWork; readonly clock: Clock },
  call: Call,
  { caseId, slot }: { readonly caseId: string; readonly slot: string },
): Promise<CaseRecord> {
  const at = new Date(clock.now());
  return uow.change({ scope: ownScope(call), by: call.caller, requestId: call.requestId }, async (stores) => {
    const before = await lockCase(stores, caseId);
    assertEvidenceMayChange(before.status);
    if (!(await stores.cases.removeEvidence(caseId, slot))) throw new AppError('NOT_FOUND');
    const after = await backToDraftIfIncomplete(stores, before, at);
    return { result: after, record: caseEntry('case.evidence.detach', before, { slot, ...moved(before, after) }) };
  });
}
