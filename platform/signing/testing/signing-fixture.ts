import { expect } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import type { NonceStore } from '../nonce-store.ts';
import { createRequestSigner } from '../request-signer.ts';
import type { OutgoingRequest } from '../request-signer.ts';
import { createRequestVerifier } from '../request-verifier.ts';
import type { IncomingServiceRequest } from '../request-verifier.ts';
import { generateServiceKey, parseServiceKeys } from '../service-keys.ts';

export const START_MS = 1_790_000_000_000;
export const BODY = Buffer.from('{"query":"{ me { id } }"}');

/** Written keys: two for one pair, and two for other pairs that touch it. */
export const KEY_ENTRIES = [
  generateServiceKey('gateway', 'vault', 1),
  generateServiceKey('gateway', 'vault', 2),
  generateServiceKey('case', 'vault', 1),
  generateServiceKey('gateway', 'audit', 1),
];
export const keys = parseServiceKeys(JSON.stringify(KEY_ENTRIES));

/** A request on the wire, with header fields a test may change. */
export type SentRequest = Omit<IncomingServiceRequest, 'headers'> & { readonly headers: Record<string, string> };

/** A nonce store in its simplest true form; expiry is the business of the shared state. */
export function rememberAll(): NonceStore {
  const seen = new Set<string>();
  return {
    claim(nonce) {
      const first = !seen.has(nonce);
      seen.add(nonce);
      return Promise.resolve(first);
    },
  };
}

/** The gateway and the vault with one clock and a fresh memory. */
export function createPair() {
  const clock = createManualClock(START_MS);
  const sign = createRequestSigner({ keys, caller: 'gateway', clock });
  const verify = createRequestVerifier({ keys, callee: 'vault', clock, nonces: rememberAll() });

  /** Signs and sends: what the callee would receive. */
  function sent(change: Partial<OutgoingRequest> = {}): SentRequest {
    const request = outgoing(change);
    const { method, path, query, body } = request;
    return { method, path, query, body, headers: { ...(request.headers as Record<string, string>), ...sign(request) } };
  }

  return { clock, sign, verify, sent };
}

export function outgoing(change: Partial<OutgoingRequest> = {}): OutgoingRequest {
  const headers = { authorization: 'Bearer context-token', 'x-request-id': 'r-1', accept: 'application/json' };
  return { callee: 'vault', method: 'POST', path: '/graphql', query: '', headers, body: BODY, ...change };
}

export function withHeaders(
  request: SentRequest,
  change: Record<string, string | string[] | undefined>,
): IncomingServiceRequest {
  return { ...request, headers: { ...request.headers, ...change } };
}

/** Refused with the one public code; the reason is for the log alone. */
export async function expectRefusal(verification: Promise<unknown>, reason = ''): Promise<void> {
  await expect(verification).rejects.toMatchObject({
    code: 'SERVICE_SIGNATURE_INVALID',
    detail: undefined,
    cause: expect.objectContaining({ message: expect.stringContaining(reason) }),
  });
}
