import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { actOnCase, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, moveCase, moved } from './change-case.ts';
import { scopeOf } from './call.ts';
import { statusAfterLink } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { ShareLink } from './packs.ts';
import type { ScopeLookups, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';
import type { TicketDeps } from './tickets.ts';

/** Live links of one case; more is a mistake or a leak. */
const MAX_LIVE_LINKS = 20;
const HOUR_MS = 3_600_000;

/**
 * A link to the newest pack of an emergency case. The address is given out once; its token is stored as a hash.
 * @throws AppError NOT_FOUND, TRANSITION_NOT_ALLOWED, CONFLICT when too many links are out
 */
export async function issueShareLink(
  deps: TicketDeps & { readonly uow: UnitOfWork; readonly clock: Clock; readonly lookups: ScopeLookups },
  call: Call,
  { caseId, ttlHours }: { readonly caseId: string; readonly ttlHours: number },
): Promise<{ readonly shareLink: ShareLink; readonly url: string }> {
  const acting = await actOnCase(deps, call, 'Mutation.issueShareLink', caseId);
  const token = deps.tokens.create();
  const createdAt = new Date(deps.clock.now());
  return deps.uow.change(requestOf(acting), async (stores) => {
    const before = await lockPermitted(stores, acting, caseId);
    const to = statusAfterLink(before.type, before.status);
    const pack = await stores.packs.newest(caseId);
    if (pack === undefined || (await stores.links.live(caseId, createdAt)).length >= MAX_LIVE_LINKS)
      throw new AppError('CONFLICT');
    const shareLink: ShareLink = {
      ...scopeOf(acting),
      id: newId(createdAt.getTime()),
      caseId,
      packId: pack.id,
      tokenHash: deps.tokens.hash(token),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + ttlHours * HOUR_MS),
      revokedAt: null,
      openedCount: 0,
    };
    await stores.links.insert(shareLink);
    const after = to === before.status ? before : await moveCase(stores, before, to, { at: createdAt });
    const detail = { linkId: shareLink.id, packId: pack.id, ttlHours, ...moved(before, after) };
    return {
      result: { shareLink, url: `${deps.publicUrl}/share?token=${token}` },
      record: caseEntry('case.link.issue', before, detail),
    };
  });
}
