import { newId } from '#platform/ids';

/** What we accept as an inbound correlation id: printable, short, no separators that could forge a log line. */
const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{8,64}$/;

export const REQUEST_ID_HEADER = 'x-request-id';

/**
 * The caller's correlation id when it is well formed, else a new one. Attack: an id with a line break or a kilobyte of text, which forges
 * lines of logs and goes on to every service behind. Rule: an id of another form is not repeated anywhere.
 */
export function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID_PATTERN.test(header) ? header : newId();
}
