import { decide, denialError } from '#platform/access';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { splitRequestTarget } from '#platform/signing';
import { formatTilePath, parseTilePath } from '#platform/tlog';
import { createReadBudget } from '../publication/read-budget.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PolicyAt } from '#platform/access';
import type { AuditFact } from '#platform/audit';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { TileCoordinates } from '#platform/tlog';
import type { PublishedLog } from '../publication/published-log.ts';
import type { ReadBudget } from '../publication/read-budget.ts';

/** Only the gateway shows the log to the outside. */
const OPTIONS = { config: { callers: ['gateway'] } };
const PREFIX = '/internal/log/';
/** Whoever may search everybody's entries may read them in bundles, and nobody else. */
const SAME_AS = 'Query.auditEntries';
const COORDINATE = 'GET /log/tile/entries/*';

export interface LogFilesDeps {
  readonly published: PublishedLog;
  /** The signed checkpoint that is shown to everybody. Tiles go as far as the log does, which may be further. */
  readonly checkpoint: () => { readonly note: Buffer };
  readonly recordFact: (base: RequestContext, fact: AuditFact) => Promise<void>;
  readonly policyAt: PolicyAt;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
  readonly clock: Clock;
}

/** The log as C2SP tlog-tiles lays it out, below `/internal/log/`: `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`. */
export function registerLogFileRoutes(server: FastifyInstance, deps: LogFilesDeps): void {
  const budget = createReadBudget(deps.clock);
  server.get(`${PREFIX}checkpoint`, OPTIONS, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(deps.checkpoint().note),
  );
  server.get(`${PREFIX}tile/*`, OPTIONS, async (request, reply) => {
    // The path as it was sent and signed: each tile has one spelling, without any encoding.
    const { path, query } = splitRequestTarget(request.url);
    const tile = query === '' ? parseTilePath(path.slice(PREFIX.length)) : undefined;
    if (tile === undefined) throw new AppError('NOT_FOUND');
    return tile.level === 'entries' ? sendBundle(deps, budget, request, reply, tile) : sendTile(deps, reply, tile);
  });
}

async function sendTile(deps: LogFilesDeps, reply: FastifyReply, tile: TileCoordinates): Promise<FastifyReply> {
  const bytes = await deps.published.read(tile);
  return reply.type('application/octet-stream').send(bytes);
}

/** Reading everybody's entries is recorded before the answer; what cannot be recorded is not answered. */
async function sendBundle(
  deps: LogFilesDeps,
  budget: ReadBudget,
  request: FastifyRequest,
  reply: FastifyReply,
  tile: TileCoordinates,
): Promise<FastifyReply> {
  const context = await baseContext(request, deps.verifyContextToken);
  const caller = authorised(deps, context);
  const waitSeconds = budget.take(caller.principalId);
  if (waitSeconds > 0) {
    reply.header('retry-after', String(waitSeconds));
    throw new AppError('RATE_LIMITED');
  }
  const bytes = await deps.published.read(tile);
  await deps.recordFact(context, {
    action: 'audit.entry.read',
    tenantId: caller.tenantId,
    target: { type: 'AuditLog', id: caller.tenantId, ownerPrincipalId: null },
    tier: 'green',
    outcome: 'OK',
    detail: { bundle: formatTilePath(tile) },
  });
  return reply.type('application/octet-stream').send(bytes);
}

/** @throws AppError UNAUTHENTICATED, FORBIDDEN */
function authorised(deps: LogFilesDeps, context: RequestContext): Caller {
  const policy = deps.policyAt(SAME_AS);
  const decision = decide(policy, context.actor, epochSeconds(deps.clock));
  if (decision.allowed && context.actor.kind !== 'anonymous') return context.actor;
  const reason = decision.allowed ? 'unauthenticated' : decision.reason;
  context.recordDenial(COORDINATE, reason);
  throw denialError(reason, policy);
}
