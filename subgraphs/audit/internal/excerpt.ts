import { z } from 'zod';
import { subjectNamed } from '#platform/access';
import { auditActor } from '#platform/audit';
import { signedIn } from '#platform/auth';
import { epochSeconds } from '#platform/clock';
import { AppError, parseInput } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { isId } from '#platform/ids';
import { parseJsonBody } from '#platform/http';
import type { FastifyInstance } from 'fastify';
import type { GrantNeed } from '#platform/access';
import type { AuditExcerpt } from '#platform/audit';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { ExcerptEntry, Excerpts, OpenExcerpt } from '../log/excerpts.ts';
import type { Sequencer } from '../log/sequencer.ts';

const id = z.string().refine(isId, 'is not an id');
const bodySchema = z.strictObject({ targetType: z.literal('Case'), targetId: id, onBehalfOf: id.optional() });

/** Who may have a principal's case exported: the pack proves what was done to the case, to whoever may build it. */
const EXPORTING: GrantNeed = { roles: ['proxy'], level: 'limited_write' };
/**
 * Of one answer, held in memory: 31 MB in a small log, 40 MB once proofs have 24 hashes; callers take 64 MiB. More than whoever holds
 * share links can write about a case: twenty links at a time, two hundred openings each, four entries an opening (ADR 38).
 */
const MAX_ENTRIES = 20_000;

export interface ExcerptRouteDeps {
  readonly clock: Clock;
  readonly excerpts: Excerpts;
  readonly checkpoint: Sequencer['checkpoint'];
  readonly verifyContextToken: (token: string) => Promise<Caller>;
}

/**
 * `POST /internal/excerpt`: every entry about one object of the caller, each with its proof in one checkpoint, up to the entry about
 * the excerpt. Scope comes from the context token that the case service passes on, so a case can be excerpted for its owner, and for a
 * proxy of theirs whom the token lets export on their behalf. A trail is opened by no grant: this is for the inside of a pack.
 */
export function registerExcerptRoute(server: FastifyInstance, deps: ExcerptRouteDeps): void {
  server.post('/internal/excerpt', { config: { callers: ['case'] } }, async (request) => {
    const context = await baseContext(request, deps.verifyContextToken);
    const actor = signedIn(context);
    const { targetType, targetId, onBehalfOf } = parseInput(bodySchema, parseJsonBody(request.body), '');
    const subject = subjectNamed(actor, onBehalfOf, EXPORTING, epochSeconds(deps.clock));
    if (subject === undefined) throw new AppError('NOT_FOUND');
    const { tenantId, principalId, grant } = subject;
    const excerpt = await deps.excerpts.open({
      subject: { type: targetType, id: targetId },
      scope: { tenantId, principalId },
      actor: auditActor(actor, grant),
      requestId: context.requestId,
      maxEntries: MAX_ENTRIES,
    });
    return excerpt === undefined ? nothing(deps) : whole(excerpt);
  });
}

/** What is not there and what is somebody else's answer alike. */
function nothing({ checkpoint }: ExcerptRouteDeps): AuditExcerpt {
  return { checkpoint: checkpoint().note.toString('utf8'), entries: [], issued: null };
}

async function whole({ header, pages }: OpenExcerpt): Promise<AuditExcerpt> {
  const { checkpoint, issued } = header;
  const entries: ExcerptEntry[] = [];
  for await (const page of pages()) entries.push(...page);
  return { checkpoint, entries, issued };
}
