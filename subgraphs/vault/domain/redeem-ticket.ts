import { AppError } from '#platform/errors';
import { derivedId } from '#platform/ids';
import { maySee } from './requester.ts';
import type { Clock } from '#platform/clock';
import type { VaultDatabase } from './ports.ts';
import type { Requester } from './requester.ts';
import type { TicketPurpose, TicketSubject, TicketTokens } from './ticket.ts';

/** What `createToken` makes; anything else is not looked up. */
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

export interface RedeemDeps {
  readonly database: VaultDatabase;
  readonly tokens: TicketTokens;
  readonly clock: Clock;
}

/**
 * What a token opens for this requester now. It is not used up by this: whoever redeems it consumes it in the transaction
 * that does what it is for.
 *
 * Attacks: a link that was copied (another principal, another session), kept (expired), used again, or turned to the other
 * purpose. All get one answer, and each is recorded.
 * @throws AppError TICKET_INVALID
 */
export async function findRedeemable(
  deps: RedeemDeps,
  requester: Requester,
  purpose: TicketPurpose,
  token: string,
): Promise<TicketSubject> {
  const found = TOKEN_FORM.test(token)
    ? await deps.database.read(requester.owner, ({ tickets }) => tickets.find(deps.tokens.hash(token)))
    : undefined;
  const problem = found === undefined ? 'unknown' : problemOf(found, requester, purpose, deps.clock.now());
  if (found !== undefined && problem === undefined) return found;
  return refuseTicket(deps, requester, { purpose, token, problem: problem ?? 'unknown' });
}

/** Records that a ticket was refused, and refuses it. @throws AppError TICKET_INVALID, AUDIT_UNAVAILABLE */
export async function refuseTicket(
  { database, tokens }: Pick<RedeemDeps, 'database' | 'tokens'>,
  requester: Requester,
  { purpose, token, problem }: { readonly purpose: TicketPurpose; readonly token: string; readonly problem: string },
): Promise<never> {
  await database.fact(requester, {
    action: 'security.authz.deny',
    tenantId: requester.owner.tenantId,
    // The same for every attempt with one token, and no way back to it.
    target: {
      type: 'TransferTicket',
      id: derivedId('vault/ticket', tokens.hash(token).toString('hex')),
      ownerPrincipalId: null,
    },
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
  return maySee(requester, document.tier) ? undefined : 'tier';
}
