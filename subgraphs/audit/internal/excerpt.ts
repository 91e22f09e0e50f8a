import { z } from 'zod';
import { AppError, parseInput } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { isId } from '#platform/ids';
import { parseJsonBody } from '#platform/http';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '#platform/auth';
import type { ProofSource } from '../log/proofs.ts';
import type { EntryReader } from '../log/entry-queries.ts';

const bodySchema = z.strictObject({ targetType: z.literal('Case'), targetId: z.string().refine(isId, 'is not an id') });

export interface ExcerptRouteDeps {
  readonly entries: EntryReader;
  readonly proofs: ProofSource;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
}

/**
 * `POST /internal/excerpt`: every entry about one object of the caller, each with its proof in one checkpoint. Scope comes
 * from the context token that the case service passes on, so a case can be excerpted for its owner only.
 */
export function registerExcerptRoute(server: FastifyInstance, deps: ExcerptRouteDeps): void {
  server.post('/internal/excerpt', { config: { callers: ['case'] } }, async (request) => {
    const { actor } = await baseContext(request, deps.verifyContextToken);
    if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
    const { targetType, targetId } = parseInput(bodySchema, parseJsonBody(request.body), '');
    return deps.proofs.excerptOf((beforeIndex) =>
      deps.entries.excerpt(actor, { type: targetType, id: targetId, beforeIndex }),
    );
  });
}
