import { AppError } from '#platform/errors';
import { actFor, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, moveCase, moved } from './change-case.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { Stores, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';

/** Stops a link at once, with every ticket it gave out. @throws AppError NOT_FOUND, CONFLICT when it was revoked before */
export async function revokeShareLink(
  { uow, clock }: { readonly uow: UnitOfWork; readonly clock: Clock },
  call: Call,
  shareLinkId: string,
): Promise<CaseRecord> {
  const at = new Date(clock.now());
  // Links are their principal's alone; no grant counts, so there is nobody else whose link it could be.
  const acting = actFor(call, 'Mutation.revokeShareLink', null, 'input.shareLinkId');
  return uow.change(requestOf(acting), async (stores) => {
    const link = await stores.links.find(shareLinkId);
    if (link === undefined) throw new AppError('NOT_FOUND');
    const before = await lockPermitted(stores, acting, link.caseId);
    if (!(await stores.links.revoke(link.id, at))) throw new AppError('CONFLICT');
    const after = await withoutLinks(stores, before, at);
    return {
      result: after,
      record: caseEntry('case.link.revoke', before, { linkId: link.id, ...moved(before, after) }),
    };
  });
}

/** With no link out any more, and none ever opened, the case is merely exported. */
async function withoutLinks(stores: Stores, record: CaseRecord, at: Date): Promise<CaseRecord> {
  const isLast = record.status === 'link_issued' && (await stores.links.live(record.id, at)).length === 0;
  return isLast ? moveCase(stores, record, 'exported', { at }) : record;
}
