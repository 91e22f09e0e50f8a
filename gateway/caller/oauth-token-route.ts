import { ANONYMOUS } from '#platform/auth';
import { AppError, asAppError, isErrorCode, toProblem } from '#platform/errors';
import { readAnswerJson } from '#platform/http';
import { boundBodyTime } from '../http/body-time.ts';
import { refuseOtherMethods } from '../http/method-not-allowed.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceClient } from '#platform/http';
import type { ErrorCode } from '#platform/errors';
import type { ChargeRoute } from '../limits/charge-route.ts';

const URL_PATH = '/oauth/token';
const CHARGED = 'POST /oauth/token';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MAX_FORM_BYTES = 16_384;
const MAX_PARAMETERS = 16;
const TIMEOUT_MS = 5_000;

/** `error` values of RFC 6749 section 5.2 for our codes; everything else is the server's fault. */
const OAUTH_ERRORS: Partial<Record<ErrorCode, string>> = {
  CLIENT_ASSERTION_INVALID: 'invalid_client',
  UNAUTHENTICATED: 'invalid_client',
  BAD_USER_INPUT: 'invalid_request',
  BAD_REQUEST: 'invalid_request',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_request',
  PAYLOAD_TOO_LARGE: 'invalid_request',
  METHOD_NOT_ALLOWED: 'invalid_request',
  FORBIDDEN: 'unauthorized_client',
  RATE_LIMITED: 'temporarily_unavailable',
  SERVICE_UNAVAILABLE: 'temporarily_unavailable',
};

/**
 * `POST /oauth/token` (RFC 6749 section 3.2) for service accounts, answered by identity. The one address that takes a form,
 * as the RFC demands; nothing ambient authenticates it, so a form of another site gains nothing.
 * Attack: assertions tried until one is good, or as many as keep identity busy. Rule: the address pays for each, good or not; a client
 * id does not, because anybody may write one.
 */
export async function registerOauthTokenRoute(
  server: FastifyInstance,
  {
    identity,
    charge,
    bodyTimeMs,
  }: {
    readonly identity: ServiceClient;
    readonly charge: ChargeRoute;
    /** For a body to arrive. */
    readonly bodyTimeMs: number;
  },
): Promise<void> {
  await server.register(async (scope) => {
    boundBodyTime(scope, bodyTimeMs);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM_TYPE, { parseAs: 'string', bodyLimit: MAX_FORM_BYTES }, (_request, body, done) => {
      done(null, body);
    });
    scope.setErrorHandler((error: FastifyError | AppError, request, reply) => sendError(error, request, reply));
    scope.post(URL_PATH, async (request, reply) => {
      await charge(CHARGED, { actor: ANONYMOUS, clientId: '', address: request.ip, requestId: request.id }, reply);
      const answer = await identity.call({
        method: 'POST',
        path: '/internal/oauth/token',
        json: parseForm(request.body),
        requestId: request.id,
        timeoutMs: TIMEOUT_MS,
      });
      const value = await readAnswerJson(answer);
      if (answer.status !== 200) throw refusalOf(value, answer.status);
      // RFC 6749 section 5.1: tokens are not for caches.
      return reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' }).type('application/json').send(value);
    });
    refuseOtherMethods(scope, URL_PATH, ['POST']);
  });
}

/** RFC 6749 section 3.2: a parameter that is there twice makes the request invalid. @throws AppError BAD_REQUEST */
function parseForm(body: unknown): Record<string, string> {
  const entries = [...new URLSearchParams(typeof body === 'string' ? body : '')];
  const names = new Set(entries.map(([name]) => name));
  if (entries.length > MAX_PARAMETERS || names.size !== entries.length) {
    throw new AppError('BAD_REQUEST', { detail: 'Give each parameter once.' });
  }
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function refusalOf(value: unknown, status: number): AppError {
  const code = typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined;
  return new AppError(isErrorCode(code) ? code : 'SERVICE_UNAVAILABLE', {
    cause: new Error(`identity answered ${status}`),
  });
}

function sendError(error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const appError = fromParser(error);
  if (appError.status >= 500) request.log.error({ err: error, cause: appError.cause }, 'token request failed');
  if (appError.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(appError.status)
    .headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
    .type('application/json')
    .send({ error: OAUTH_ERRORS[appError.code] ?? 'server_error', ...toProblem(appError, request.id) });
}

function fromParser(error: FastifyError | AppError): AppError {
  if (error instanceof AppError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new AppError('UNSUPPORTED_MEDIA_TYPE', { cause: error });
  return error.statusCode !== undefined && error.statusCode < 500
    ? new AppError('BAD_REQUEST', { cause: error })
    : asAppError(error);
}
