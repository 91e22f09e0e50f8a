import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** A client that takes nothing of its answer for so long has gone, or never meant to read it; in milliseconds. */
const STALLED_MS = 60_000;
/** What is smaller waits in the buffers of the system, which are bounded. */
const MIN_CHARACTERS = 16_384;

/**
 * Attack: large answers that are asked for and never read; each stays in memory for as long as its connection does, which may be for
 * ever. Rule: whoever takes nothing for a minute has left. Answers that are passed on as they arrive have a rule of their own where that
 * is done, because the one who is slow may be the one behind.
 */
export function dropStalledAnswers(server: FastifyInstance, stalledMs: number = STALLED_MS): void {
  server.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) dropIfStalled(request.raw.socket, payload, stalledMs);
    done();
  });
}

/** The rule above for one answer, which is about to be sent. */
export function dropIfStalled(
  socket: Duplex | null,
  payload: { readonly length: number },
  stalledMs: number = STALLED_MS,
): void {
  // Node closes a connection whose time is over, and gives it another one when the answer has been taken.
  if (payload.length > MIN_CHARACTERS && socket instanceof Socket) socket.setTimeout(stalledMs);
}
