import { z } from 'zod';
import { subjectNamed } from '#platform/access';
import { signedIn } from '#platform/auth';
import { epochSeconds } from '#platform/clock';
import { AppError, parseInput } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { isId } from '#platform/ids';
import { parseJsonBody } from '#platform/http';
import type { FastifyInstance } from 'fastify';
import type { GrantNeed } from '#platform/access';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { ProofSource } from '../log/proofs.ts';
import type { EntryReader } from '../log/entry-queries.ts';

const id = z.string().refine(isId, 'is not an id');
const bodySchema = z.strictObject({ targetType: z.literal('Case'), targetId: id, onBehalfOf: id.optional() });

/** Who may have a principal's case exported: the pack proves what was done to the case, to whoever may build it. */
const EXPORTING: GrantNeed = { roles: ['proxy'], level: 'limited_write' };

export interface ExcerptRouteDeps {
  readonly clock: Clock;
  readonly entries: EntryReader;
  readonly proofs: ProofSource;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
}

/**
 * `POST /internal/excerpt`: every entry about one object of the caller, each with its proof in one checkpoint. Scope comes
 * from the context token that the case service passes on, so a case can be excerpted for its owner, and for a proxy of theirs
 * whom the token lets export on their behalf. A trail is opened by no grant: this is for the inside of a pack.
 */
export function registerExcerptRoute(server: FastifyInstance, deps: ExcerptRouteDeps): void {
  server.post('/internal/excerpt', { config: { callers: ['case'] } }, async (request) => {
    const actor = signedIn(await baseContext(request, deps.verifyContextToken));
    const { targetType, targetId, onBehalfOf } = parseInput(bodySchema, parseJsonBody(request.body), '');
    const subject = subjectNamed(actor, onBehalfOf, EXPORTING, epochSeconds(deps.clock));
    if (subject === undefined) throw new AppError('NOT_FOUND');
    const { tenantId, principalId } = subject;
    return deps.proofs.excerptOf((beforeIndex) =>
      deps.entries.excerpt({ tenantId, principalId }, { type: targetType, id: targetId, beforeIndex }),
    );
  });
}
