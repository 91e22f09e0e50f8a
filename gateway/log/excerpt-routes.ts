import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';
import { splitRequestTarget } from '#platform/signing';
import { relayDownload } from '../files/relay-download.ts';
import { refusalOf } from '../files/service-refusal.ts';
import { createTransferPlaces } from '../files/transfer-places.ts';
import { clientGone } from '../http/client-gone.ts';
import { refuseOtherMethods } from '../http/method-not-allowed.ts';
import { challengeFor } from '../http/www-authenticate.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { ServiceClient } from '#platform/http';
import type { Authenticate } from '../caller/authenticate.ts';
import type { ChargeRoute } from '../limits/charge-route.ts';

/** Excerpts under way at a time, over everybody; apart from the files of the log, because one may take minutes. */
export const EXCERPT_CONNECTIONS = 16;
/** Excerpts that one person may fetch at the same time. */
const MAX_PER_PERSON = 2;
/** Until the first byte, and between two parts, in milliseconds; a long one is counted before it begins. */
const TIMEOUT_MS = 30_000;

const PREFIX = '/log/excerpts/';
/** Each is an entry of the log, so there is no HEAD to try it out. */
const METHODS: HTTPMethods[] = ['GET'];

export interface ExcerptRoutesDeps {
  readonly authenticate: Authenticate;
  readonly charge: ChargeRoute;
  /** A client that carries excerpts and nothing else. */
  readonly audit: ServiceClient;
}

/**
 * What the log says of somebody, as a file: `own`, `case/<id>` and, for auditors, `principal/<id>`. The audit service decides who may
 * have it, records it, and writes it as it is read.
 */
export function registerExcerptRoutes(server: FastifyInstance, deps: ExcerptRoutesDeps): void {
  const places = createTransferPlaces(MAX_PER_PERSON);
  server.get(`${PREFIX}*`, async (request, reply) => {
    const path = pathOf(request);
    const { authorization } = request.headers;
    const caller = await deps.authenticate({ authorization }, request.id);
    const { actor, contextToken } = caller;
    await deps.charge('GET /log/excerpts', { ...caller, address: request.ip, requestId: request.id }, reply);
    places.take(actor.kind === 'anonymous' ? `address:${request.ip}` : actor.principalId, reply);
    return send(deps, request, reply, { path, contextToken });
  });
  refuseOtherMethods(server, `${PREFIX}*`, METHODS);
}

/** One spelling of each address, without a query. @throws AppError NOT_FOUND */
function pathOf(request: FastifyRequest): string {
  const { path, query } = splitRequestTarget(request.raw.url ?? '');
  const [kind = '', id, ...more] = path.slice(PREFIX.length).split('/');
  const isOwn = kind === 'own' && id === undefined;
  const isOf = ['case', 'principal'].includes(kind) && id !== undefined && isId(id);
  if (query !== '' || more.length > 0 || !(isOwn || isOf)) throw new AppError('NOT_FOUND');
  return path;
}

async function send(
  { audit }: ExcerptRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { path, contextToken }: { readonly path: string; readonly contextToken: string | undefined },
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  const answer = await audit.call({
    method: 'GET',
    path: `/internal${path}`,
    contextToken,
    requestId: request.id,
    timeoutMs: TIMEOUT_MS,
    signal: clientGone(reply),
  });
  if (answer.status === 200) return relayDownload(answer, reply);
  const refusal = await refusalOf(answer);
  const challenge = challengeFor({ status: answer.status, code: refusal.code });
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  throw refusal;
}
