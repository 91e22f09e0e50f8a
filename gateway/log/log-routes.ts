import { ANONYMOUS } from '#platform/auth';
import { AppError } from '#platform/errors';
import { splitRequestTarget } from '#platform/signing';
import { TILE_WIDTH, parseTilePath } from '#platform/tlog';
import { leaveWhoStalls } from '../files/relay-download.ts';
import { refusalOf } from '../files/service-refusal.ts';
import { createTransferPlaces } from '../files/transfer-places.ts';
import { clientGone } from '../http/client-gone.ts';
import { refuseOtherMethods } from '../http/method-not-allowed.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { ServiceAnswer, ServiceClient } from '#platform/http';
import type { TileCoordinates } from '#platform/tlog';
import type { Authenticate } from '../caller/authenticate.ts';
import type { ChargedRoute } from '../limits/budget/route-charges.ts';
import type { ChargeRoute } from '../limits/charge-route.ts';

/** Calls for files of the log at a time, over everybody; apart from the graph's, so that nobody's trail waits for them. */
export const LOG_CONNECTIONS = 16;
/** Bundles that one auditor may fetch at the same time. */
const MAX_BUNDLES_PER_PERSON = 16;

const PREFIX = '/log/';
const METHODS: HTTPMethods[] = ['GET', 'HEAD'];

/** Signed anew with every batch. C2SP tlog-tiles: not to be kept beyond a few seconds. */
const CHECKPOINT_CACHING = 'public, max-age=3';
/** Its bytes never change, but a year from now nobody asks for it: the full tile has taken its place. */
const PARTIAL_TILE_CACHING = 'public, max-age=60';
const FULL_TILE_CACHING = 'public, max-age=31536000, immutable';
/** Entries are pseudonymous, not public, and each read of them is recorded, which a copy in a cache would bypass. */
const BUNDLE_CACHING = 'private, no-store';

export interface LogRoutesDeps {
  readonly authenticate: Authenticate;
  readonly charge: ChargeRoute;
  /** A client that carries the log and nothing else. */
  readonly audit: Pick<ServiceClient, 'call'>;
  /** Time in which somebody has to take something of an answer; a minute when absent. */
  readonly stalledMs?: number;
}

/**
 * The log as everybody may check it (C2SP tlog-tiles): `/log/checkpoint` and `/log/tile/<L>/<N>[.p/<W>]` for anybody, and
 * `/log/tile/entries/<N>[.p/<W>]` for auditors, about whom the audit service decides and whose reads it records.
 */
export function registerLogRoutes(server: FastifyInstance, deps: LogRoutesDeps): void {
  const places = createTransferPlaces(MAX_BUNDLES_PER_PERSON);
  const { stalledMs } = deps;
  server.route({
    method: METHODS,
    url: `${PREFIX}checkpoint`,
    handler: async (request, reply) => {
      pathOf(request);
      await chargeAnybody('GET /log/checkpoint', request, reply);
      const answer = await callAudit(deps, request, reply, 'checkpoint');
      return relay(request, reply, answer, {
        type: 'text/plain; charset=utf-8',
        caching: CHECKPOINT_CACHING,
        stalledMs,
      });
    },
  });
  server.route({
    method: METHODS,
    url: `${PREFIX}tile/*`,
    handler: async (request, reply) => {
      const path = pathOf(request);
      const tile = parseTilePath(path);
      if (tile === undefined) throw new AppError('NOT_FOUND');
      const isPublic = tile.level !== 'entries';
      if (isPublic) await chargeAnybody('GET /log/tile', request, reply);
      const contextToken = isPublic ? undefined : await admit(request, reply);
      const answer = await callAudit(deps, request, reply, path, contextToken);
      return relay(request, reply, answer, { type: 'application/octet-stream', caching: cachingOf(tile), stalledMs });
    },
  });
  refuseOtherMethods(server, `${PREFIX}checkpoint`, METHODS);
  refuseOtherMethods(server, `${PREFIX}tile/*`, METHODS);

  function chargeAnybody(route: ChargedRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return deps.charge(route, { actor: ANONYMOUS, clientId: '', address: request.ip, requestId: request.id }, reply);
  }

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<string | undefined> {
    const { authorization } = request.headers;
    const caller = await deps.authenticate({ authorization }, request.id);
    const { actor, contextToken } = caller;
    await deps.charge('GET /log/tile/entries', { ...caller, address: request.ip, requestId: request.id }, reply);
    places.take(actor.kind === 'anonymous' ? `address:${request.ip}` : actor.principalId, reply);
    return contextToken;
  }
}

/**
 * Attack: many spellings of one address (`%30`, `//`, a query), each of which a cache in front keeps by itself and the service is
 * asked for. Rule: the path as it was sent, without a query.
 */
function pathOf(request: FastifyRequest): string {
  const { path, query } = splitRequestTarget(request.raw.url ?? '');
  if (query !== '') throw new AppError('NOT_FOUND');
  return path.slice(PREFIX.length);
}

function cachingOf({ level, width }: TileCoordinates): string {
  if (level === 'entries') return BUNDLE_CACHING;
  return width === TILE_WIDTH ? FULL_TILE_CACHING : PARTIAL_TILE_CACHING;
}

async function callAudit(
  deps: LogRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  contextToken?: string,
): Promise<ServiceAnswer> {
  // What is not there yet may be there in a moment.
  reply.header('cache-control', 'no-store');
  const answer = await deps.audit.call({
    method: 'GET',
    path: `/internal/log/${path}`,
    contextToken,
    requestId: request.id,
    signal: clientGone(reply),
  });
  if (answer.status === 200) return answer;
  const wait = answer.headers['retry-after'];
  if (typeof wait === 'string') reply.header('retry-after', wait);
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer');
  throw await refusalOf(answer);
}

async function relay(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: ServiceAnswer,
  {
    type,
    caching,
    stalledMs,
  }: { readonly type: string; readonly caching: string; readonly stalledMs: number | undefined },
): Promise<FastifyReply> {
  reply.type(type).header('cache-control', caching);
  const length = answer.headers['content-length'];
  if (typeof length === 'string') reply.header('content-length', length);
  if (request.method !== 'HEAD') {
    leaveWhoStalls(reply, stalledMs);
    return reply.send(answer.body);
  }
  answer.body.resume();
  return reply.send();
}
