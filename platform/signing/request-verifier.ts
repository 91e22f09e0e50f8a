import { timingSafeEqual } from 'node:crypto';
import { epochSeconds } from '#platform/clock';
import type { Clock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { contentDigest, isContentDigest } from './content-digest.ts';
import { relevantFields } from './header-fields.ts';
import type { HeaderFields } from './header-fields.ts';
import { nonceLifetimeSeconds } from './nonce-store.ts';
import type { NonceStore } from './nonce-store.ts';
import { requestLineProblem } from './request-target.ts';
import { derivedFromKeys } from './service-key-source.ts';
import type { ServiceKeys } from './service-key-source.ts';
import type { ServiceKey } from './service-keys.ts';
import { componentList, computeSignature, coveredComponents, signatureBase } from './signature-base.ts';
import { parseSignatureFields } from './signature-fields.ts';
import type { ReceivedSignature } from './signature-fields.ts';

const DEFAULT_MAX_SKEW_SECONDS = 30;

/** Stands for a body that has not been read yet, on a route that reads it as a stream. */
export const UNREAD_BODY = 'unread';

export interface IncomingServiceRequest {
  readonly method: string;
  /** As received, not decoded (see `splitRequestTarget`). */
  readonly path: string;
  /** With its leading `?`, or ''. */
  readonly query: string;
  readonly headers: HeaderFields;
  /** The whole body as received; `undefined` only when it is known to be empty. */
  readonly body: Uint8Array | undefined | typeof UNREAD_BODY;
}

export interface VerifiedRequest {
  /** Name of the service that signed. */
  readonly caller: string;
  readonly keyId: string;
  /** False when the bytes of the body are not proven; refuse it except on a route that takes streams. */
  readonly bodyVerified: boolean;
  /** For an unread body whose digest was signed: what the bytes must hash to, `sha-256=:…:`. */
  readonly contentDigest: string | undefined;
}

export type RequestVerifier = (request: IncomingServiceRequest) => Promise<VerifiedRequest>;

interface VerifierDeps {
  readonly keys: ServiceKeys;
  /** Name of this service. */
  readonly callee: string;
  readonly clock: Clock;
  readonly nonces: NonceStore;
  /** How far `created` may lie from now, either way. */
  readonly maxSkewSeconds?: number;
}

/**
 * Verifies requests signed by `createRequestSigner` (RFC 9421 section 3.2, RFC 9530).
 * @throws AppError SERVICE_SIGNATURE_INVALID for anything unsigned, changed, late, replayed, wrongly addressed or spelled another
 *   way; the reason is its `cause`, for the log alone
 */
export function createRequestVerifier(deps: VerifierDeps): RequestVerifier {
  const maxSkewSeconds = deps.maxSkewSeconds ?? DEFAULT_MAX_SKEW_SECONDS;
  const acceptedKeys = derivedFromKeys(
    deps.keys,
    (keys) => new Map(keys.filter((key) => key.callee === deps.callee).map((key) => [key.id, key])),
  );

  return async (request) => {
    const fields = readFields(request);
    const received = readSignature(fields);
    if (fields.get('x-lifeready-callee') !== deps.callee) throw refusal('the request is addressed to another service');
    const key = acceptedKeys().get(received.keyId);
    if (key === undefined) throw refusal('the key id is not one of this service');
    if (Math.abs(epochSeconds(deps.clock) - received.created) > maxSkewSeconds)
      throw refusal('the signature is too old or from the future');
    verifySignature(request, fields, received, key);
    const body = verifyBody(request.body, fields);
    // Last, so that a request refused for another reason does not use up its nonce, and strangers cannot fill the store.
    await claimNonce(deps.nonces, received, maxSkewSeconds);
    return { caller: key.caller, keyId: key.id, ...body };
  };
}

function readFields({ method, path, query, headers }: IncomingServiceRequest): Map<string, string> {
  const lineProblem = requestLineProblem(method, path, query);
  if (lineProblem !== undefined) throw refusal(lineProblem);
  const fields = relevantFields(headers);
  if ('problem' in fields) throw refusal(fields.problem);
  return fields;
}

function readSignature(fields: ReadonlyMap<string, string>): ReceivedSignature {
  const input = fields.get('signature-input');
  const signature = fields.get('signature');
  if (input === undefined || signature === undefined) throw refusal('the request is not signed');
  const received = parseSignatureFields(input, signature);
  if (received === undefined) throw refusal('the signature is not in the accepted form');
  return received;
}

/** Attack: a field or part that is present but not covered. The list is computed from the request, never taken from it. */
function verifySignature(
  request: IncomingServiceRequest,
  fields: ReadonlyMap<string, string>,
  received: ReceivedSignature,
  key: ServiceKey,
): void {
  const components = coveredComponents({ method: request.method, path: request.path, query: request.query, fields });
  if (received.list !== componentList(components)) throw refusal('the signature does not cover what it must');
  const expected = computeSignature(signatureBase(components, received.parameters), key.secret);
  if (!timingSafeEqual(expected, received.signature)) throw refusal('the signature does not match');
}

/** Both fields are covered by the signature once this runs, so they say what the caller meant. */
function verifyBody(
  body: IncomingServiceRequest['body'],
  fields: ReadonlyMap<string, string>,
): Pick<VerifiedRequest, 'bodyVerified' | 'contentDigest'> {
  const digest = fields.get('content-digest');
  const mark = fields.get('x-lifeready-body');
  if (digest === undefined) {
    if (mark !== 'streamed') throw refusal('the body is not covered');
    return { bodyVerified: false, contentDigest: undefined };
  }
  if (mark !== undefined) throw refusal('the body is called both covered and streamed');
  if (!isContentDigest(digest)) throw refusal('the content digest is not in the accepted form');
  if (body === UNREAD_BODY) return { bodyVerified: false, contentDigest: digest };
  if (contentDigest(body) !== digest) throw refusal('the body does not match its digest');
  return { bodyVerified: true, contentDigest: undefined };
}

async function claimNonce(
  nonces: NonceStore,
  { keyId, nonce }: ReceivedSignature,
  maxSkewSeconds: number,
): Promise<void> {
  let first: boolean;
  try {
    // Per key, so that one caller cannot use up another's nonces.
    first = await nonces.claim(`${keyId}:${nonce}`, nonceLifetimeSeconds(maxSkewSeconds));
  } catch (cause) {
    throw refusal('the nonce could not be checked', cause);
  }
  if (!first) throw refusal('the request was seen before');
}

function refusal(reason: string, cause?: unknown): AppError {
  return new AppError('SERVICE_SIGNATURE_INVALID', {
    cause: cause === undefined ? new Error(reason) : new Error(reason, { cause }),
  });
}
