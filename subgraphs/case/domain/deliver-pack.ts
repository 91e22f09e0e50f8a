import { AppError } from '#platform/errors';
import { caseEntry, lockCase, moveCase, moved } from './change-case.ts';
import { isLive } from './packs.ts';
import { FETCHING, wayToFetch } from './request-pack-download.ts';
import { isSameScope } from './scope.ts';
import { linksWork } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { FirstRefusals } from '#platform/denials';
import type { CallerAccess } from './access.ts';
import type { CaseRecord } from './case-types.ts';
import type { Pack, TransferTicket } from './packs.ts';
import type { ScopeLookups, Stores, Tokens, UnitOfWork } from './ports.ts';
import type { OpenCall } from './call.ts';
import type { Scope, Subject } from './scope.ts';

/** After the end of a ticket, in milliseconds: until then somebody may merely be late. Nobody is after that. */
const REFUSALS_RECORDED_MS = 600_000;

/** Verified bytes of a pack, not read yet. */
export interface PackBody {
  destroy(): unknown;
}

export interface DeliverDeps<Body extends PackBody> {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
  readonly lookups: ScopeLookups;
  readonly tokens: Tokens;
  readonly openPack: (pack: Pack) => Promise<Body>;
  /** Bounds the entries about refused links. */
  readonly refusals: FirstRefusals;
}

/** Who comes with a ticket, and what the schema lets them do now. */
export interface Visitor extends OpenCall {
  readonly access: CallerAccess;
}

interface Admission {
  readonly ticket: TransferTicket;
  readonly pack: Pack;
  readonly record: CaseRecord;
  readonly subject: Pick<Subject, 'grant'>;
}

/**
 * Uses a ticket up and gives the pack's bytes. The delivery is in the log, and the ticket used, before the first byte; a first
 * delivery to the executor nominee moves the case with it.
 * @throws AppError TICKET_INVALID for a ticket that is unknown, used, ended or somebody else's, all alike
 */
export async function deliverPack<Body extends PackBody>(
  deps: DeliverDeps<Body>,
  visitor: Visitor,
  token: string,
): Promise<{ pack: Pack; body: Body }> {
  const found = await deps.lookups.ofTicket(deps.tokens.hash(token));
  if (found === undefined) {
    visitor.access.refuse(FETCHING, 'ticket');
    throw new AppError('TICKET_INVALID');
  }
  const scope = { tenantId: found.tenantId, principalId: found.principalId };
  const admission = await deps.uow.read(scope, (stores) => admit(stores, visitor, found.id, deps.clock.now()));
  if ('refused' in admission) {
    await recordRefusal(deps, visitor, admission.refused);
    throw new AppError('TICKET_INVALID');
  }
  // Opened first: a store that cannot answer costs nobody their ticket.
  const body = await deps.openPack(admission.pack);
  try {
    await use(deps, visitor, scope, admission);
    return { pack: admission.pack, body };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

async function use<Body extends PackBody>(
  deps: DeliverDeps<Body>,
  visitor: Visitor,
  scope: Scope,
  { ticket, subject }: Admission,
): Promise<void> {
  const { grant } = subject;
  const at = new Date(deps.clock.now());
  await deps.uow.change({ scope, by: visitor.actor, grant, requestId: visitor.requestId }, async (stores) => {
    const before = await lockCase(stores, ticket.caseId);
    // Decided again under the lock: what was revoked a moment ago is revoked.
    const again = await admit(stores, visitor, ticket.id, at.getTime());
    if ('refused' in again || !(await stores.tickets.consume(ticket.id, at))) throw new AppError('TICKET_INVALID');
    const isFirst = grant?.role === 'executor_nominee' && before.status === 'exported';
    const after = isFirst ? await moveCase(stores, before, 'accessed_by_nominee', { at }) : before;
    const { packId, grantId, shareLinkId } = ticket;
    return {
      result: undefined,
      record: caseEntry('case.pack.deliver', before, { packId, grantId, linkId: shareLinkId, ...moved(before, after) }),
    };
  });
}

async function admit(
  stores: Stores,
  visitor: Visitor,
  ticketId: string,
  nowMs: number,
): Promise<Admission | { refused: TransferTicket | undefined }> {
  const ticket = await stores.tickets.find(ticketId);
  const pack = ticket && (await stores.packs.find(ticket.packId));
  const record = ticket && (await stores.cases.find(ticket.caseId));
  if (ticket === undefined || pack === undefined || record === undefined) return { refused: undefined };
  if (ticket.consumedAt !== null || ticket.expiresAt.getTime() <= nowMs) return { refused: ticket };
  if (ticket.shareLinkId !== null) {
    const link = await stores.links.find(ticket.shareLinkId);
    const works = link !== undefined && isLive(link, nowMs) && linksWork(record.status);
    return works ? { ticket, pack, record, subject: { grant: undefined } } : { refused: ticket };
  }
  const subject = wayToFetch(visitor.access, waysOfHolder(ticket, visitor), record, pack);
  return subject === undefined ? { refused: ticket } : { ticket, pack, record, subject };
}

/** By what a visitor holds a ticket: their session, and where it was given for a grant, that grant while it stands. */
function waysOfHolder(ticket: TransferTicket, { actor, access }: Visitor): Subject[] {
  if (actor.kind === 'anonymous') return [];
  if (actor.principalId !== ticket.holderPrincipalId || actor.sessionId !== ticket.holderSessionId) return [];
  return access.ways(FETCHING).filter((way) => isSameScope(way, ticket) && (way.grant?.id ?? null) === ticket.grantId);
}

/**
 * A refusal is logged as far as the log can be reached; it is a refusal either way. Attack: whoever has a used address, also without
 * an account, asks for it again and again, for weeks, and fills the trail of the case. Rule: the first has an entry there, while the
 * ticket is young; the others are counted. Of tickets of a share link all are: whoever has the link gets two hundred of them.
 */
async function recordRefusal<Body extends PackBody>(
  { uow, refusals, clock }: DeliverDeps<Body>,
  visitor: Visitor,
  ticket: TransferTicket | undefined,
): Promise<void> {
  const isCounted =
    ticket === undefined ||
    ticket.shareLinkId !== null ||
    clock.now() >= ticket.expiresAt.getTime() + REFUSALS_RECORDED_MS ||
    !refusals.isFirst(visitor.actor, ticket.id);
  if (isCounted) {
    visitor.access.refuse(FETCHING, 'ticket');
    return;
  }
  const { tenantId, principalId, caseId: id, packId } = ticket;
  await uow
    .fact(
      { by: visitor.actor, requestId: visitor.requestId },
      {
        action: 'security.authz.deny',
        tenantId,
        target: { type: 'Case', id, ownerPrincipalId: principalId },
        tier: 'amber',
        outcome: 'DENIED',
        reasonCode: 'TICKET_INVALID',
        detail: { packId, ticketId: ticket.id },
      },
    )
    .catch(() => undefined);
}
