import { AppError } from '#platform/errors';
import { caseEntry, lockCase, moveCase, moved } from './change-case.ts';
import { expireCase } from './expire-case.ts';
import { isLive, isUsedUp } from './packs.ts';
import { linksWork } from './state-machine.ts';
import { issueTicket } from './tickets.ts';
import type { Clock } from '#platform/clock';
import type { CaseContact, CaseRecord } from './case-types.ts';
import type { ShareLink } from './packs.ts';
import type { Change, ExcessOpening, OpeningLimiter, ScopeLookups, Stores, UnitOfWork } from './ports.ts';
import type { FirstRefusals } from '#platform/denials';
import type { CallerAccess } from './access.ts';
import type { OpenCall } from './call.ts';
import type { IssuedTicket, TicketDeps } from './tickets.ts';

export interface OpenLinkDeps extends TicketDeps {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
  readonly lookups: ScopeLookups;
  readonly openings: OpeningLimiter;
  /** Bounds the entries about links that are opened too often. */
  readonly refusals: FirstRefusals;
}

/** Whoever comes with a share link. */
export interface LinkHolder extends OpenCall {
  readonly access: Pick<CallerAccess, 'refuse'>;
}

export interface OpenedLink extends IssuedTicket {
  readonly contacts: readonly CaseContact[];
  readonly link: ShareLink;
}

/**
 * What a share link shows, to whoever has its token. Each opening is counted and in the log before the answer.
 * @throws AppError TICKET_INVALID for a token that is unknown, ended, revoked or used up, all alike: waiting would not help
 * @throws AppError RATE_LIMITED with `retryAfterSeconds` for a link that is opened far more often than people do
 */
export async function openShareLink(deps: OpenLinkDeps, call: LinkHolder, token: string): Promise<OpenedLink> {
  const found = await deps.lookups.ofShareLink(deps.tokens.hash(token));
  if (found === undefined) throw new AppError('TICKET_INVALID');
  const scope = { tenantId: found.tenantId, principalId: found.principalId };
  const link = await deps.uow.read(scope, ({ links }) => links.find(found.id));
  if (link === undefined || !isLive(link, deps.clock.now())) {
    await expireQuietly(deps, link, call.requestId);
    throw new AppError('TICKET_INVALID');
  }
  if (isUsedUp(link)) throw new AppError('TICKET_INVALID');
  const excess = await deps.openings.take(link.id);
  if (excess !== undefined) return refuseExcess(deps, call, link, excess);
  return deps.uow.change({ scope, by: call.actor, requestId: call.requestId }, (stores) =>
    open(deps, stores, link.id, link.caseId),
  );
}

/**
 * Attack: whoever has a link opens it in a loop; each opening is in the trail of the case, and the trail is in every later pack. Rule:
 * so many openings in an hour; the first one too many has an entry there, the others are counted. A refusal is one without the log, too.
 */
async function refuseExcess(
  { uow, refusals }: OpenLinkDeps,
  { actor, access, requestId }: LinkHolder,
  { id: linkId, tenantId, principalId, caseId }: ShareLink,
  { isFirst, retryAfterSeconds }: ExcessOpening,
): Promise<never> {
  if (isFirst && refusals.isFirst(actor, linkId)) {
    const fact = {
      action: 'security.authz.deny',
      tenantId,
      target: { type: 'Case', id: caseId, ownerPrincipalId: principalId },
      tier: 'amber',
      outcome: 'DENIED',
      reasonCode: 'RATE_LIMITED',
      detail: { linkId },
    } as const;
    await uow.fact({ by: actor, requestId }, fact).catch(() => undefined);
  } else {
    access.refuse('Mutation.openShareLink', 'ticket');
  }
  throw new AppError('RATE_LIMITED', {
    detail: 'This link was opened too often.',
    facts: { retryAfterSeconds },
  });
}

async function open(deps: OpenLinkDeps, stores: Stores, linkId: string, caseId: string): Promise<Change<OpenedLink>> {
  const now = deps.clock.now();
  const before = await lockCase(stores, caseId);
  // Read again under the lock: a link that was revoked a moment ago is revoked, and its last opening is given out once.
  const link = await stores.links.find(linkId);
  const pack = link && (await stores.packs.find(link.packId));
  if (link === undefined || pack === undefined || !isLive(link, now) || isUsedUp(link) || !linksWork(before.status))
    throw new AppError('TICKET_INVALID');
  await stores.links.countOpening(linkId);
  const after = await accessed(stores, before, now);
  const holder = { holderPrincipalId: null, holderSessionId: null, grantId: null, shareLinkId: linkId };
  const ticket = await issueTicket(deps, stores, pack, holder, now);
  const detail = { linkId, packId: pack.id, openings: link.openedCount + 1, ...moved(before, after) };
  return {
    result: { ...ticket, contacts: await stores.cases.contacts(caseId), link },
    record: caseEntry('case.link.open', before, detail),
  };
}

function accessed(stores: Stores, record: CaseRecord, nowMs: number): Promise<CaseRecord> | CaseRecord {
  return record.status === 'accessed' ? record : moveCase(stores, record, 'accessed', { at: new Date(nowMs) });
}

/** The state of the case is set on the way; the answer is the same whether or not that works. The job tries again. */
async function expireQuietly(deps: OpenLinkDeps, link: ShareLink | undefined, requestId: string): Promise<void> {
  if (link === undefined || link.revokedAt !== null) return;
  const { tenantId, principalId, caseId: id } = link;
  await expireCase(deps, { tenantId, principalId, id }, requestId).catch(() => undefined);
}
