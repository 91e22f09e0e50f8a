import { z } from 'zod';
import type { ServiceClient } from '#platform/http';
import type { ContextTokensDeps } from './context-tokens.ts';

/** Identity answers from memory and one row; a slower answer is no answer. */
const EXCHANGE_TIMEOUT_MS = 3_000;

/** Header that tells identity through which registered client a call came; covered by the signature. */
export const CLIENT_HEADER = 'x-lifeready-client';

const answer = z.object({ contextToken: z.string().min(1).max(16_384) });

/** `POST /internal/context-token` of identity. @returns a function that throws when there is no context token to be had */
export function createIdentityExchange(identity: ServiceClient): ContextTokensDeps['exchange'] {
  return async ({ accessToken, clientId, requestId }) => {
    const value = await identity.callJson({
      method: 'POST',
      path: '/internal/context-token',
      json: { accessToken },
      headers: { [CLIENT_HEADER]: clientId },
      requestId,
      timeoutMs: EXCHANGE_TIMEOUT_MS,
      // The time until a connection is free counts too.
      signal: AbortSignal.timeout(EXCHANGE_TIMEOUT_MS),
    });
    return answer.parse(value).contextToken;
  };
}
