import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** One covered component: its name, such as `@method` or `authorization`, and its value. */
export type Component = readonly [name: string, value: string];

/** The request line and fields that are to be covered. */
export interface CoveredRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** By lower-case name, already checked and trimmed. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Fields that are covered whenever they are present, in the one order we write. */
const COVERED_FIELDS = [
  'content-digest',
  'authorization',
  'x-request-id',
  'x-lifeready-client',
  'x-lifeready-idempotency',
  'x-lifeready-callee',
  'x-lifeready-body',
] as const;

/**
 * What the signature of a request covers. A function of the request alone: the verifier computes the same list, so a field
 * that is present but not covered (an Authorization header added on the way) can never verify.
 */
export function coveredComponents({ method, path, query, fields }: CoveredRequest): Component[] {
  const components: Component[] = [
    ['@method', method],
    ['@path', path],
    // RFC 9421 section 2.2.7: an absent query is a lone question mark.
    ['@query', query === '' ? '?' : query],
  ];
  for (const name of COVERED_FIELDS) {
    const value = fields.get(name);
    if (value !== undefined) components.push([name, value]);
  }
  return components;
}

/** The inner list of component names (RFC 9421 section 2.5), such as `("@method" "@path")`. */
export function componentList(components: readonly Component[]): string {
  return `(${components.map(([name]) => `"${name}"`).join(' ')})`;
}

/**
 * The signature base (RFC 9421 section 2.5).
 * @param parameters value of `@signature-params`: the inner list and its parameters, as in Signature-Input
 */
export function signatureBase(components: readonly Component[], parameters: string): string {
  let base = '';
  for (const [name, value] of components) base += `"${name}": ${value}\n`;
  return `${base}"@signature-params": ${parameters}`;
}

/** HMAC-SHA256 of the signature base (RFC 9421 section 3.3.3), 32 bytes. */
export function computeSignature(base: string, secret: KeyObject): Buffer {
  return createHmac('sha256', secret).update(base, 'latin1').digest();
}
