import { AppError } from '#platform/errors';
import { derivedId } from '#platform/ids';
import { isSameOwner } from './requester.ts';
import type { Clock } from '#platform/clock';
import type { FirstRefusals } from '#platform/denials';
import type { OwnerLookups, VaultDatabase } from './ports.ts';
import type { Owner, Requester } from './requester.ts';
import type { TicketPurpose, TicketSubject, TicketTokens, TicketVisitor } from './ticket.ts';

/** What `createToken` makes; anything else is not looked up. */
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

export interface RedeemDeps {
  readonly database: VaultDatabase;
  readonly lookups: Pick<OwnerLookups, 'ofTicket'>;
  readonly tokens: TicketTokens;
  readonly clock: Clock;
  /** Bounds the entries about refused links. */
  readonly refusals: FirstRefusals;
}

/** What a ticket opens, and the right by which its holder holds it. */
export interface Redeemable extends TicketSubject {
  readonly requester: Requester;
}

/**
 * What a token opens for this visitor now. It is not used up by this: whoever redeems it consumes it in the transaction
 * that does what it is for.
 *
 * Attacks: a link that was copied (another principal, another session), kept (expired), used again, turned to the other
 * purpose, or held by a grant that has ended or reaches less far than when the link was made. All get one answer, and each is
 * recorded, repetitions as a count.
 * @throws AppError TICKET_INVALID
 */
export async function findRedeemable(
  deps: RedeemDeps,
  visitor: TicketVisitor,
  purpose: TicketPurpose,
  token: string,
): Promise<Redeemable> {
  const [own] = visitor;
  const owner = TOKEN_FORM.test(token) ? await ownerOf(deps, visitor, token) : undefined;
  const found = owner && (await deps.database.read(owner, ({ tickets }) => tickets.find(deps.tokens.hash(token))));
  if (owner === undefined || found === undefined)
    return refuseTicket(deps, own, { purpose, token, problem: 'unknown' });
  const ways = visitor.filter((way) => isSameOwner(way.owner, owner));
  const requester = ways.find(({ grantId }) => grantId === found.ticket.grantId);
  const problem = requester === undefined ? 'grant' : problemOf(found, requester, purpose, deps.clock.now());
  if (requester !== undefined && problem === undefined) return { ...found, requester };
  return refuseTicket(deps, requester ?? ways[0] ?? own, { purpose, token, problem: problem ?? 'grant' });
}

/** Who acts for nobody has only tickets of their own. */
async function ownerOf(
  { lookups, tokens }: RedeemDeps,
  [own, ...granted]: TicketVisitor,
  token: string,
): Promise<Owner | undefined> {
  if (granted.length === 0) return own.owner;
  return lookups.ofTicket(
    tokens.hash(token),
    [own, ...granted].map(({ owner }) => owner),
  );
}

/**
 * Records that a ticket was refused, and refuses it. Attack: a loop of made-up tickets, or of one that was used, that fills the log.
 * Rule: the first of a kind has an entry that says what was tried; the others are counted.
 * @throws AppError TICKET_INVALID, AUDIT_UNAVAILABLE
 */
export async function refuseTicket(
  { database, tokens, refusals }: Pick<RedeemDeps, 'database' | 'tokens' | 'refusals'>,
  requester: Requester,
  { purpose, token, problem }: { readonly purpose: TicketPurpose; readonly token: string; readonly problem: string },
): Promise<never> {
  // The same for every attempt with one token, and no way back to it.
  const id = derivedId('vault/ticket', tokens.hash(token).toString('hex'));
  if (!refusals.isFirst(requester.caller, `${id} ${purpose} ${problem}`)) {
    requester.countRefusedLink();
    throw new AppError('TICKET_INVALID');
  }
  await database.fact(requester, {
    action: 'security.authz.deny',
    tenantId: requester.owner.tenantId,
    target: { type: 'TransferTicket', id, ownerPrincipalId: null },
    tier: 'green',
    outcome: 'DENIED',
    reasonCode: 'TICKET_INVALID',
    detail: { purpose, problem },
  });
  throw new AppError('TICKET_INVALID');
}

function problemOf(
  { ticket, document }: TicketSubject,
  requester: Requester,
  purpose: TicketPurpose,
  nowMs: number,
): string | undefined {
  const { caller } = requester;
  if (ticket.purpose !== purpose) return 'purpose';
  if (ticket.holderId !== caller.principalId || ticket.sessionId !== caller.sessionId) return 'holder';
  if (ticket.consumedAt !== null) return 'used';
  if (ticket.expiresAt.getTime() <= nowMs) return 'expired';
  return requester.admits(document) ? undefined : 'tier';
}
