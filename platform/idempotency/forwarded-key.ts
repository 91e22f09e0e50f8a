import { AppError } from '#platform/errors';

/** What clients send (draft-ietf-httpapi-idempotency-key-header). */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';
/** What the gateway makes of it for a subgraph, under its signature. */
export const FORWARDED_KEY_HEADER = 'x-lifeready-idempotency';

/** A UUID, or as long a text of characters that mean nothing anywhere; as a structured-field string or bare. */
const CLIENT_FORM = /^(?:"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{16,64}))$/;
/** The key, and SHA-256 of the request in base64url. */
const FORWARDED_FORM = /^([A-Za-z0-9_-]{16,64})[.]([A-Za-z0-9_-]{43})$/;

/** A client's key with the request it came with. */
export interface ForwardedKey {
  /** Held by the client; never stored, never logged. */
  readonly key: string;
  /** SHA-256 of the whole request, base64url: the same key with another request is a mistake. */
  readonly requestHash: string;
}

/**
 * The key of a request, if it has one.
 * @param header as received; a field given twice arrives as one text with a comma, or as a list
 * @throws AppError BAD_REQUEST for a key of another form
 */
export function parseClientKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = typeof header === 'string' ? CLIENT_FORM.exec(header) : null;
  const key = match?.[1] ?? match?.[2];
  if (key === undefined)
    throw new AppError('BAD_REQUEST', {
      detail: 'Send one `idempotency-key`: a UUID, or 16 to 64 letters, digits, hyphens and underscores.',
    });
  return key;
}

export function formatForwardedKey({ key, requestHash }: ForwardedKey): string {
  return `${key}.${requestHash}`;
}

/** What a signed call carries. @throws AppError BAD_REQUEST for another form: a mistake of the caller's code */
export function parseForwardedKey(header: string | readonly string[] | undefined): ForwardedKey | undefined {
  if (header === undefined) return undefined;
  const match = typeof header === 'string' ? FORWARDED_FORM.exec(header) : null;
  const [, key, requestHash] = match ?? [];
  if (key === undefined || requestHash === undefined)
    throw new AppError('BAD_REQUEST', { cause: new Error('the forwarded idempotency key has another form') });
  return { key, requestHash };
}
