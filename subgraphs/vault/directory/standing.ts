import { z } from 'zod';
import { AppError } from '#platform/errors';
import type { ServiceClient } from '#platform/http';
import type { StillStands } from '../domain/ports.ts';

/** Somebody who has sent a whole file waits for the answer. */
const TIMEOUT_MS = 5_000;

const answerSchema = z.strictObject({ alive: z.boolean() });

/** Asks identity, signed. Whatever is no clear answer is no answer. */
export function createStanding(identity: Pick<ServiceClient, 'callJson'>): StillStands {
  return async ({ caller, grantId, accessLevel, requestId }, tier) => {
    const { tenantId, principalId, sessionId } = caller;
    const grant = grantId === null ? null : { id: grantId, accessLevel, tier };
    try {
      const answer = await identity.callJson({
        method: 'POST',
        path: '/internal/standing',
        json: { tenantId, principalId, sessionId, grant },
        requestId,
        timeoutMs: TIMEOUT_MS,
      });
      return answerSchema.parse(answer).alive;
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { cause });
    }
  };
}
