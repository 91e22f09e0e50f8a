import { ANONYMOUS } from '#platform/auth';
import { AppError } from '#platform/errors';
import { FORWARDED_KEY_HEADER, parseForwardedKey } from '#platform/idempotency';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#platform/auth';
import type { DenialRecorder } from '#platform/denials';
import type { RequestContext } from './request-context.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Where refusals of this server are recorded; set by `registerSubgraph`. */
    denials?: DenialRecorder;
  }
}

const BEARER = /^Bearer ([A-Za-z0-9._-]+)$/;

/** Who is behind a signed request: the caller of the context token, or nobody. @throws AppError UNAUTHENTICATED, BAD_REQUEST */
export async function baseContext(
  request: FastifyRequest,
  verifyContextToken: (token: string) => Promise<Caller>,
): Promise<RequestContext> {
  const { authorization } = request.headers;
  const { denials } = request.server;
  const requestId = request.id;
  const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  const actor = authorization === undefined ? ANONYMOUS : await verified(request, token, verifyContextToken);
  return {
    callerService: request.callerService,
    requestId,
    idempotencyKey: parseForwardedKey(request.headers[FORWARDED_KEY_HEADER]),
    logger: request.log as RequestContext['logger'],
    actor,
    contextToken: token,
    recordDenial: (coordinate, reason) => {
      denials?.record({ actor, coordinate, reason, layer: 'object', requestId });
    },
  };
}

/** The same caller, for one of several requests in a call: what is logged and recorded of it carries its own id. */
export function contextOfItem(base: RequestContext, request: FastifyRequest, requestId: string): RequestContext {
  const { denials } = request.server;
  return {
    ...base,
    isBatched: true,
    requestId,
    logger: base.logger.child({ requestId }),
    recordDenial: (coordinate, reason) => {
      denials?.record({ actor: base.actor, coordinate, reason, layer: 'object', requestId });
    },
  };
}

async function verified(
  request: FastifyRequest,
  token: string | undefined,
  verifyContextToken: (token: string) => Promise<Caller>,
): Promise<Caller> {
  try {
    if (token === undefined) throw new AppError('UNAUTHENTICATED');
    return await verifyContextToken(token);
  } catch (error) {
    // A key set that cannot be fetched refuses nobody.
    if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
      const coordinate = `${request.method} ${request.routeOptions.url ?? 'unknown route'}`;
      const denial = { actor: ANONYMOUS, coordinate, reason: 'context_token', layer: 'token' } as const;
      request.server.denials?.record({ ...denial, requestId: request.id });
    }
    throw error;
  }
}
