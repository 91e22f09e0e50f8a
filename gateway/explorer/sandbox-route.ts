import { z } from 'zod';
import { AppError } from '#platform/errors';
import { requireJsonBody } from '../http/json-body.ts';
import { clientNetwork } from '../limits/client-network.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '#platform/http';

/** Sandboxes that one process asks for in a minute; making one hashes a handful of passwords. */
export const SANDBOXES_PER_MINUTE = 20;
const MINUTE_MS = 60_000;

const sandbox = z.object({
  people: z.array(
    z.object({
      persona: z.string(),
      displayName: z.string(),
      principalId: z.string(),
      email: z.string(),
      password: z.string(),
      totpSecret: z.string(),
    }),
  ),
});

/**
 * `POST /explorer/sandbox`: new people in tenants of their own, for whoever opens the explorer. Starting over is asking for others; those who
 * were left are closed by identity, which bounds how many one network has at a time. The log that only grows keeps what they did.
 * Attack: a page that makes accounts is asked until the database is full. Rule: a few each minute; and it makes nobody whom the asker could not
 * have made by signing up, but for those whom identity alone decides to add in development.
 */
export function registerSandboxRoute(
  server: FastifyInstance,
  { identity, clock }: { readonly identity: Pick<ServiceClient, 'callJson'>; readonly clock: Clock },
): void {
  let recent: readonly number[] = [];
  server.post(
    '/explorer/sandbox',
    {
      onRequest: async (request) => {
        requireJsonBody(request);
      },
    },
    async (request, reply) => {
      const now = clock.now();
      recent = recent.filter((at) => now - at < MINUTE_MS);
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= SANDBOXES_PER_MINUTE) {
        const retryAfterSeconds = Math.ceil((oldest + MINUTE_MS - now) / 1000);
        void reply.header('retry-after', String(retryAfterSeconds));
        throw new AppError('RATE_LIMITED', { facts: { retryAfterSeconds } });
      }
      recent = [...recent, now];
      const answer = await identity.callJson({
        method: 'POST',
        path: '/internal/sandbox',
        json: { asker: clientNetwork(request.ip) },
        requestId: request.id,
      });
      return reply.header('cache-control', 'no-store').send(sandbox.parse(answer));
    },
  );
}
