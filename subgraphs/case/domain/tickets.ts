import { newId } from '#platform/ids';
import type { Pack, TransferTicket } from './packs.ts';
import type { Stores, Tokens } from './ports.ts';
import type { Call } from './call.ts';

/** Long enough to follow the link, too short to pass it on (security design, section 5). */
export const TICKET_TTL_SECONDS = 60;

/** Who may use a ticket: one session, or whoever opened a share link. */
export type TicketHolder = Pick<TransferTicket, 'holderPrincipalId' | 'holderSessionId' | 'grantId' | 'shareLinkId'>;

export interface IssuedTicket {
  readonly downloadUrl: string;
  readonly expiresAt: Date;
}

export interface TicketDeps {
  readonly tokens: Tokens;
  /** Origin of the public endpoint. */
  readonly publicUrl: string;
}

/** Stores a new ticket for a pack; the token leaves in the address and nowhere else. */
export async function issueTicket(
  deps: TicketDeps,
  { tickets }: Stores,
  pack: Pack,
  holder: TicketHolder,
  nowMs: number,
): Promise<IssuedTicket> {
  const token = deps.tokens.create();
  const expiresAt = new Date(nowMs + TICKET_TTL_SECONDS * 1_000);
  const { tenantId, principalId, caseId, id: packId } = pack;
  const tokenHash = deps.tokens.hash(token);
  await tickets.insert({
    id: newId(nowMs),
    tenantId,
    principalId,
    caseId,
    packId,
    tokenHash,
    ...holder,
    expiresAt,
    consumedAt: null,
  });
  return { downloadUrl: `${deps.publicUrl}/files/p/${token}`, expiresAt };
}

/** A ticket for the session of the caller. */
export function heldBy({ caller }: Call, grantId: string | null): TicketHolder {
  return { holderPrincipalId: caller.principalId, holderSessionId: caller.sessionId, grantId, shareLinkId: null };
}
