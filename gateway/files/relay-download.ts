import type { FastifyReply } from 'fastify';
import type { ServiceAnswer } from '#platform/http';

/** What of the service's headers reaches the client. */
const PASSED_HEADERS = ['content-type', 'content-length', 'content-disposition'] as const;

/** A stored file is data of somebody; a browser must neither run nor keep it. */
const FILE_HEADERS = {
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

/** A client that takes nothing for so long has gone, or holds a place and a connection that others wait for; in milliseconds. */
const STALLED_MS = 60_000;

/**
 * Attack: somebody asks for something large and does not read it. Rule: whoever takes nothing for a minute has left; an answer that is
 * passed on as it arrives ends with the connection, and so does that of the service.
 */
export function leaveWhoStalls(reply: FastifyReply, stalledMs: number = STALLED_MS): void {
  // The service itself has half as long between two parts.
  reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
}

/**
 * Passes a file on as it arrives.
 * Attack: a file cut off on the way that looks complete. Rule: when the service's answer ends too early, the client's
 * connection is broken off, so that it sees an error and not a short file; when the client leaves, the service's answer is.
 */
export async function relayDownload(
  answer: ServiceAnswer,
  reply: FastifyReply,
  stalledMs: number = STALLED_MS,
): Promise<FastifyReply> {
  for (const name of PASSED_HEADERS) {
    const value = answer.headers[name];
    if (typeof value === 'string') reply.header(name, value);
  }
  leaveWhoStalls(reply, stalledMs);
  return reply.code(200).headers(FILE_HEADERS).send(answer.body);
}
