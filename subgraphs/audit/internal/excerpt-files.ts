import { decide, denialError } from '#platform/access';
import { auditActor } from '#platform/audit';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { isId } from '#platform/ids';
import { excerptFile } from './excerpt-file.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AccessPolicy, PolicyAt } from '#platform/access';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { Turns } from '#platform/redis';
import type { ExcerptReader, ExcerptSubject } from '../log/excerpt-queries.ts';
import type { ExcerptRequest, Excerpts } from '../log/excerpts.ts';

const OPTIONS = { config: { callers: ['gateway'] } };
const PREFIX = '/internal/log/excerpts/';
const COORDINATE = 'GET /log/excerpts/*';
/** Whoever may see a trail may have it as a file, with a fresh second factor: it is all of it at once, to take away. Auditors, too. */
const SAME_AS = { Case: 'Case.auditTrail', Principal: 'Principal.auditTrail' } as const;
const STEP_UP_SECONDS = 300;
/** Whoever may search everybody's entries may have an excerpt about anybody. */
const AUDITORS = 'Query.auditEntries';
/** About 180 MB; it is streamed, so this bounds time, not memory. */
const MAX_ENTRIES = 100_000;

export interface ExcerptFilesDeps {
  readonly excerpts: Excerpts;
  readonly excerptReader: Pick<ExcerptReader, 'ownerOf'>;
  /** Bounds how many one person may ask for; each is an entry for ever. */
  readonly turns: Turns;
  readonly policyAt: PolicyAt;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
  readonly clock: Clock;
}

type WithId = { readonly Params: { readonly id: string } };

/** What was asked for, before it is known whether the caller may have it. */
interface Wanted {
  readonly type: ExcerptSubject['type'];
  /** Absent for the caller themself. */
  readonly id?: string;
}

/**
 * Excerpts as files: `own`, all that the log says of the caller; `case/<id>`, of a case of theirs; for auditors `case/<id>` and
 * `principal/<id>` of anybody. Each is an entry of the tenant that it is about, its last one, before the first byte goes out.
 */
export function registerExcerptFileRoutes(server: FastifyInstance, deps: ExcerptFilesDeps): void {
  server.get(`${PREFIX}own`, OPTIONS, async (request, reply) => {
    const context = await baseContext(request, deps.verifyContextToken);
    return send(deps, context, reply, { type: 'Principal' });
  });
  const types = { case: 'Case', principal: 'Principal' } as const;
  for (const [kind, type] of Object.entries(types)) {
    server.get<WithId>(`${PREFIX}${kind}/:id`, OPTIONS, async (request, reply) => {
      const context = await baseContext(request, deps.verifyContextToken);
      return send(deps, context, reply, { type, id: request.params.id });
    });
  }
}

async function send(
  deps: ExcerptFilesDeps,
  context: RequestContext,
  reply: FastifyReply,
  wanted: Wanted,
): Promise<FastifyReply> {
  const { caller, selected } = await select(deps, context, wanted);
  await deps.turns.take(caller.principalId);
  const { requestId } = context;
  const excerpt = await deps.excerpts.open({
    ...selected,
    actor: auditActor(caller),
    requestId,
    maxEntries: MAX_ENTRIES,
  });
  if (excerpt === undefined) throw new AppError('NOT_FOUND');
  return reply
    .headers({
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="lifeready-log-${requestId}.jsonl"`,
      'cache-control': 'no-store',
    })
    .send(excerptFile(excerpt));
}

/**
 * Whose entries, and which. What is not there and what the caller may not have answer alike.
 * @throws AppError UNAUTHENTICATED, FORBIDDEN, STEP_UP_REQUIRED, NOT_FOUND
 */
async function select(
  deps: ExcerptFilesDeps,
  context: RequestContext,
  { type, id }: Wanted,
): Promise<{ caller: Caller; selected: Pick<ExcerptRequest, 'subject' | 'scope'> }> {
  if (id !== undefined && !isId(id)) throw new AppError('NOT_FOUND');
  const isAuditor = decide(deps.policyAt(AUDITORS), context.actor, epochSeconds(deps.clock)).allowed;
  if (isAuditor && id !== undefined) {
    const caller = authorised(deps, context, { ...deps.policyAt(AUDITORS), stepUpSeconds: STEP_UP_SECONDS });
    const scope = await deps.excerptReader.ownerOf({ type, id });
    if (scope === undefined) throw new AppError('NOT_FOUND');
    return { caller, selected: { subject: subjectOf(type, id), scope } };
  }
  const caller = authorised(deps, context, { ...deps.policyAt(SAME_AS[type]), stepUpSeconds: STEP_UP_SECONDS });
  const { tenantId, principalId } = caller;
  if (type === 'Principal' && id !== undefined && id !== principalId) throw new AppError('NOT_FOUND');
  return { caller, selected: { subject: subjectOf(type, id ?? principalId), scope: { tenantId, principalId } } };
}

function subjectOf(type: ExcerptSubject['type'], id: string): ExcerptSubject {
  return type === 'Case' ? { type, id } : { type };
}

function authorised(deps: ExcerptFilesDeps, context: RequestContext, policy: AccessPolicy): Caller {
  const decision = decide(policy, context.actor, epochSeconds(deps.clock));
  if (decision.allowed && context.actor.kind !== 'anonymous') return context.actor;
  const reason = decision.allowed ? 'unauthenticated' : decision.reason;
  context.recordDenial(COORDINATE, reason);
  throw denialError(reason, policy);
}
