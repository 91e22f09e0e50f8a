import type { FastifyReply } from 'fastify';

/** Aborted when the caller ends the connection before it has the answer: the gateway does, once nobody waits for it. */
export function callerGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the caller went away'));
  });
  return controller.signal;
}
