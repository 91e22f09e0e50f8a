import { AppError } from '#platform/errors';

/** 256 bits in base64url. */
const TICKET = /^[A-Za-z0-9_-]{43}$/;

/**
 * Attack: a ticket that is a path (`..%2F`), a query or a header line for the service behind.
 * Rule: exactly the characters and the length that our tickets have; anything else reads like a ticket that has ended.
 * @throws AppError TICKET_INVALID
 */
export function parseTicket(params: unknown): string {
  const ticket = typeof params === 'object' && params !== null && 'ticket' in params ? params.ticket : undefined;
  if (typeof ticket !== 'string' || !TICKET.test(ticket)) throw new AppError('TICKET_INVALID');
  return ticket;
}
