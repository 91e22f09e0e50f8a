import { Socket } from 'node:net';
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
    const { socket } = request.raw;
    const isLarge = (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length > MIN_CHARACTERS;
    // Node closes a connection whose time is over, and gives it another one when the answer has been taken.
    if (isLarge && socket instanceof Socket) socket.setTimeout(stalledMs);
    done();
  });
}
