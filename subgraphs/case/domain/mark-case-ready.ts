import { caseEntry, lockCase, missingIn, moveCase, moved } from './change-case.ts';
import { ownScope } from './scope.ts';
import { assertComplete } from './slots.ts';
import { assertMove } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { UnitOfWork } from './ports.ts';
import type { Call } from './scope.ts';

/** @throws AppError NOT_FOUND, TRANSITION_NOT_ALLOWED, EVIDENCE_INCOMPLETE with the names of what is missing */
export async function markCaseReady(
  { uow, clock }: { readonly uow: UnitOfWork; readonly clock: Clock },
  call: Call,
  caseId: string,
): Promise<CaseRecord> {
  return uow.change({ scope: ownScope(call), by: call.caller, requestId: call.requestId }, async (stores) => {
    const before = await lockCase(stores, caseId);
    assertMove(before.type, before.status, 'ready');
    assertComplete(await missingIn(stores, before));
    const after = await moveCase(stores, before, 'ready', { at: new Date(clock.now()) });
    return { result: after, record: caseEntry('case.case.transition', before, moved(before, after)) };
  });
}
