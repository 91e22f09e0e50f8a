import type { FastifyReply } from 'fastify';

/** Aborted when the client closes its connection before the answer is complete, so that nobody works for no one. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the client went away'));
  });
  return controller.signal;
}
