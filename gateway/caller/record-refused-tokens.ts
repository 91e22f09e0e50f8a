import { ANONYMOUS } from '#platform/auth';
import { AppError } from '#platform/errors';
import type { DenialRecorder } from '#platform/denials';
import type { Authenticate } from './authenticate.ts';

/** Records each token that is not good: forged, expired, or of a session that has ended. Whose it was, nobody vouches for. */
export function recordRefusedTokens(authenticate: Authenticate, denials: DenialRecorder): Authenticate {
  return async (headers, requestId) => {
    try {
      return await authenticate(headers, requestId);
    } catch (error) {
      // Identity that cannot be reached refuses nobody.
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
        const denial = {
          actor: ANONYMOUS,
          coordinate: 'authorization',
          reason: 'access_token',
          layer: 'token',
        } as const;
        denials.record({ ...denial, requestId });
      }
      throw error;
    }
  };
}
