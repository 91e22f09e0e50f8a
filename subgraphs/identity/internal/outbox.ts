import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import type { FastifyInstance } from 'fastify';
import type { IdentityDeps } from '../domain/ports.ts';

const MAILS_MAX = 500;
const querySchema = z.object({ after: z.string().refine(isId, 'is not an id').optional() });

/**
 * `GET /internal/outbox?after=`: mail that would have been sent, oldest first; the latest ones when `after` is left out.
 * For development and tests: elsewhere the route is not registered, because a message holds tokens.
 */
export function registerOutboxRoute(
  server: FastifyInstance,
  { work, secrets }: Pick<IdentityDeps, 'work' | 'secrets'>,
): void {
  server.get('/internal/outbox', { config: { callers: ['gateway'] } }, async (request, reply) => {
    const { after } = parseInput(querySchema, request.query, '');
    const sealed = await work.read(null, ({ outbox }) => outbox.after(after, MAILS_MAX));
    const mails = await Promise.all(
      sealed.map(async ({ id, createdAt, messageSealed, ...scope }) => ({
        id,
        ...(await secrets.openMail(scope, id, messageSealed)),
        createdAt: createdAt.toISOString(),
      })),
    );
    void reply.header('cache-control', 'no-store');
    return { mails };
  });
}
