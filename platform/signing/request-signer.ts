import { randomBytes } from 'node:crypto';
import { epochSeconds } from '#platform/clock';
import type { Clock } from '#platform/clock';
import { contentDigest, isContentDigest } from './content-digest.ts';
import { relevantFields } from './header-fields.ts';
import type { HeaderFields } from './header-fields.ts';
import { requestLineProblem } from './request-target.ts';
import { derivedFromKeys } from './service-key-source.ts';
import type { ServiceKeys } from './service-key-source.ts';
import type { ServiceKey } from './service-keys.ts';
import { componentList, computeSignature, coveredComponents, signatureBase } from './signature-base.ts';
import { formatParameters, formatSignature, formatSignatureInput } from './signature-fields.ts';

/** A 128-bit nonce cannot repeat by chance (OWASP ASVS 5.0, 11.5.1). */
const NONCE_BYTES = 16;

/** Fields only the signer may set; a request that has one already was signed before or is being tricked. */
const SIGNER_FIELDS = [
  'content-digest',
  'signature',
  'signature-input',
  'x-lifeready-body',
  'x-lifeready-callee',
] as const;

export interface OutgoingRequest {
  /** Name of the service that is called. */
  readonly callee: string;
  /** Upper case. */
  readonly method: string;
  /** As it will stand on the wire, percent-encoded. */
  readonly path: string;
  /** With its leading `?`, or '' (the form of `URL.search`). */
  readonly query: string;
  /** What will be sent besides; `authorization` and `x-request-id` become covered. */
  readonly headers: HeaderFields;
  /** The whole body; `undefined` means empty. */
  readonly body?: Uint8Array | undefined;
  /** For a body that is streamed but known in advance: its digest, `sha-256=:…:`. */
  readonly contentDigest?: string | undefined;
  /** For a body nobody can know in advance. The callee is told that it is not covered and takes it on few routes only. */
  readonly streamed?: boolean | undefined;
}

/** Header fields to add to the request, by lower-case name. */
export type SignatureHeaders = Record<string, string>;
export type RequestSigner = (request: OutgoingRequest) => SignatureHeaders;

/**
 * Signs requests to other services (RFC 9421). Sign once per attempt: a repeated request with an old signature is a replay.
 * @param deps.caller name of this service; the first key listed for (caller, callee) signs
 * @throws Error (a mistake of the calling code, never of a user) for an unknown callee or a request that cannot be signed
 */
export function createRequestSigner(deps: { keys: ServiceKeys; caller: string; clock: Clock }): RequestSigner {
  const signingKeys = derivedFromKeys(deps.keys, (keys) => firstByCallee(keys, deps.caller));
  return (request) => {
    const key = signingKeys().get(request.callee);
    if (key === undefined) throw new Error(`no key to call ${request.callee} as ${deps.caller}`);
    const added = bodyFields(request);
    added['x-lifeready-callee'] = request.callee;
    const components = coveredComponents({ ...request, fields: fieldsToCover(request, added) });
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const parameters = formatParameters(componentList(components), {
      created: epochSeconds(deps.clock),
      nonce,
      keyId: key.id,
    });
    added['signature-input'] = formatSignatureInput(parameters);
    added['signature'] = formatSignature(computeSignature(signatureBase(components, parameters), key.secret));
    return added;
  };
}

function firstByCallee(keys: readonly ServiceKey[], caller: string): ReadonlyMap<string, ServiceKey> {
  const first = new Map<string, ServiceKey>();
  for (const key of keys) {
    if (key.caller === caller && !first.has(key.callee)) first.set(key.callee, key);
  }
  return first;
}

/** The body is covered by its digest, or openly not covered; never silently. */
function bodyFields({ body, contentDigest: digest, streamed }: OutgoingRequest): SignatureHeaders {
  if (body !== undefined && !(body instanceof Uint8Array))
    throw new TypeError('a stream cannot be signed without its digest');
  if ([body !== undefined, digest !== undefined, streamed === true].filter(Boolean).length > 1) {
    throw new TypeError('give one of body, contentDigest and streamed');
  }
  if (streamed === true) return { 'x-lifeready-body': 'streamed' };
  if (digest !== undefined && !isContentDigest(digest)) throw new TypeError('contentDigest is not one SHA-256 digest');
  return { 'content-digest': digest ?? contentDigest(body) };
}

function fieldsToCover(request: OutgoingRequest, added: SignatureHeaders): Map<string, string> {
  const lineProblem = requestLineProblem(request.method, request.path, request.query);
  if (lineProblem !== undefined) throw new TypeError(lineProblem);
  const fields = relevantFields(request.headers);
  if ('problem' in fields) throw new TypeError(fields.problem);
  for (const name of SIGNER_FIELDS) {
    if (fields.has(name)) throw new TypeError(`${name} is set by the signer alone`);
  }
  for (const name in added) fields.set(name, added[name] ?? '');
  return fields;
}
