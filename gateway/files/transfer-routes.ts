import { AppError } from '#platform/errors';
import { readAnswerJson } from '#platform/http';
import { clientGone } from '../http/client-gone.ts';
import { refuseOtherMethods } from '../http/method-not-allowed.ts';
import { relayDownload } from './relay-download.ts';
import { refusalOf } from './service-refusal.ts';
import { parseTicket } from './ticket.ts';
import { createTransferPlaces } from './transfer-places.ts';
import { MAX_UPLOAD_BYTES, boundedUpload } from './upload-body.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceAnswer, ServiceClient } from '#platform/http';
import type { Authenticate, RequestCaller } from '../caller/authenticate.ts';
import type { ChargedRoute } from '../limits/budget/route-charges.ts';
import type { ChargeRoute } from '../limits/charge-route.ts';
import type { TransferPlaces } from './transfer-places.ts';

/** A service reads, checks and writes what it is sent before it answers. */
const UPLOAD_TIMEOUT_MS = 60_000;
/** Until the first byte, and between two parts. */
const DOWNLOAD_TIMEOUT_MS = 30_000;

export interface TransferDeps {
  readonly authenticate: Authenticate;
  readonly charge: ChargeRoute;
  /** Clients that carry files and nothing else. */
  readonly vault: ServiceClient;
  readonly case: ServiceClient;
}

interface Transfers extends TransferDeps {
  readonly places: TransferPlaces;
}

/**
 * The one-time addresses of files: uploads and downloads of the vault, packs of the case service. The gateway holds no bytes: it
 * knows who is asking, and passes everything on as a stream.
 */
export async function registerTransferRoutes(server: FastifyInstance, clients: TransferDeps): Promise<void> {
  const deps: Transfers = { ...clients, places: createTransferPlaces() };
  await server.register(async (scope) => {
    // Any type: the vault looks at the bytes. The body stays a stream.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => {
      done(null, payload);
    });
    scope.put('/files/u/:ticket', { bodyLimit: MAX_UPLOAD_BYTES }, (request, reply) => upload(deps, request, reply));
    scope.get('/files/d/:ticket', (request, reply) => download(deps, deps.vault, 'd', request, reply));
    scope.get('/files/p/:ticket', (request, reply) => download(deps, deps.case, 'p', request, reply));
    refuseOtherMethods(scope, '/files/u/:ticket', ['PUT']);
    refuseOtherMethods(scope, '/files/d/:ticket', ['GET']);
    refuseOtherMethods(scope, '/files/p/:ticket', ['GET']);
  });
}

async function upload(deps: Transfers, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  try {
    const answer = await sendToVault(deps, request, reply);
    if (answer.status >= 400) throw await refusalOf(answer);
    const body = await readAnswerJson(answer);
    return await reply.code(answer.status).header('cache-control', 'no-store').send(body);
  } catch (error) {
    // What the client has not sent yet is not waited for.
    if (!request.raw.readableEnded) void reply.header('connection', 'close');
    throw error;
  }
}

async function sendToVault(deps: Transfers, request: FastifyRequest, reply: FastifyReply): Promise<ServiceAnswer> {
  const signal = clientGone(reply);
  const ticket = parseTicket(request.params);
  const { 'content-length': length, 'content-type': type, 'content-encoding': encoding } = request.headers;
  if (encoding !== undefined && encoding !== 'identity') throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  if (length !== undefined && Number(length) > MAX_UPLOAD_BYTES) throw new AppError('PAYLOAD_TOO_LARGE');
  const { contextToken } = await admit(deps, 'PUT /files/u', request, reply);
  if (contextToken === undefined) throw new AppError('UNAUTHENTICATED');
  const stream = boundedUpload(request.raw);
  const headers = {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(length === undefined ? {} : { 'content-length': length }),
  };
  const path = `/internal/files/u/${ticket}`;
  const call = { method: 'PUT' as const, path, stream, headers, contextToken, requestId: request.id, signal };
  try {
    return await deps.vault.call({ ...call, timeoutMs: UPLOAD_TIMEOUT_MS });
  } catch (error) {
    // What ended the stream says more than the broken call; a client that left is no failure of ours.
    if (signal.aborted) throw new AppError('UPLOAD_INCOMPLETE', { cause: error });
    throw stream.errored instanceof AppError ? stream.errored : error;
  }
}

async function download(
  deps: Transfers,
  service: ServiceClient,
  kind: 'd' | 'p',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signal = clientGone(reply);
  const ticket = parseTicket(request.params);
  const { contextToken } = await admit(deps, `GET /files/${kind}`, request, reply);
  const answer = await service.call({
    method: 'GET',
    path: `/internal/files/${kind}/${ticket}`,
    contextToken,
    requestId: request.id,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    signal,
  });
  if (answer.status !== 200) throw await refusalOf(answer);
  return relayDownload(answer, reply);
}

/** Who is asking, with a place of theirs taken, and paid for. @throws AppError UNAUTHENTICATED, RATE_LIMITED */
async function admit(
  deps: Transfers,
  route: ChargedRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<RequestCaller> {
  const caller = await deps.authenticate({ authorization: request.headers.authorization }, request.id);
  const { actor } = caller;
  await deps.charge(route, { ...caller, address: request.ip, requestId: request.id }, reply);
  deps.places.take(actor.kind === 'anonymous' ? `address:${request.ip}` : actor.principalId, reply);
  return caller;
}
