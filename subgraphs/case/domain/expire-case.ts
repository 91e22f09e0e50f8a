import { AppError } from '#platform/errors';
import { caseEntry, lockCase, moveCase, moved } from './change-case.ts';
import { mayMove } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { ScopeLookups, UnitOfWork } from './ports.ts';
import type { Scope } from './scope.ts';

/** Cases settled in one round of the job. */
const ROUND_LIMIT = 100;

export interface ExpireDeps {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Marks a case as expired when its last link has ended by itself. Whether a link works never depends on this: its own time
 * is checked at each opening.
 */
export async function expireCase(
  { uow, clock }: ExpireDeps,
  target: Scope & { readonly id: string },
  requestId: string,
): Promise<void> {
  const at = new Date(clock.now());
  const scope = { tenantId: target.tenantId, principalId: target.principalId };
  await uow.change({ scope, by: 'system', requestId }, async (stores) => {
    const before = await lockCase(stores, target.id);
    if (!mayMove(before.type, before.status, 'expired') || (await stores.links.live(target.id, at)).length > 0)
      throw new AppError('CONFLICT');
    const after = await moveCase(stores, before, 'expired', { at });
    return { result: undefined, record: caseEntry('case.case.transition', before, moved(before, after)) };
  });
}

/** One round of the job. @returns how many cases expired */
export async function expireCases(
  deps: ExpireDeps & { readonly lookups: ScopeLookups },
  requestId: string,
): Promise<number> {
  let expired = 0;
  for (const target of await deps.lookups.withEndedLinks(new Date(deps.clock.now()), ROUND_LIMIT)) {
    try {
      await expireCase(deps, target, requestId);
      expired += 1;
    } catch (error) {
      // Somebody was faster: revoked the case or issued another link.
      if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
    }
  }
  return expired;
}
