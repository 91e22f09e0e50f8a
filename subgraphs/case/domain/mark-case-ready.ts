import { actOnCase, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, missingIn, moveCase, moved } from './change-case.ts';
import { assertComplete } from './slots.ts';
import { assertMove } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { ScopeLookups, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';

/** @throws AppError NOT_FOUND, TRANSITION_NOT_ALLOWED, EVIDENCE_INCOMPLETE with the names of what is missing */
export async function markCaseReady(
  deps: { readonly uow: UnitOfWork; readonly clock: Clock; readonly lookups: ScopeLookups },
  call: Call,
  caseId: string,
): Promise<CaseRecord> {
  const acting = await actOnCase(deps, call, 'Mutation.markCaseReady', caseId);
  return deps.uow.change(requestOf(acting), async (stores) => {
    const before = await lockPermitted(stores, acting, caseId);
    assertMove(before.type, before.status, 'ready');
    assertComplete(await missingIn(stores, before));
    const after = await moveCase(stores, before, 'ready', { at: new Date(deps.clock.now()) });
    return { result: after, record: caseEntry('case.case.transition', before, moved(before, after)) };
  });
}
