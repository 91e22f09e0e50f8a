import { AppError } from '#platform/errors';
import type { AccessPolicy } from './policy.ts';
import type { DenialReason } from './decide.ts';

/** The public error of a denial. Says what the caller can do about it and nothing about the object. */
export function denialError(reason: DenialReason, policy: AccessPolicy): AppError {
  switch (reason) {
    case 'unauthenticated':
      return new AppError('UNAUTHENTICATED');
    case 'step_up':
      // RFC 9470 section 3: the challenge names the assurance and the age that would do.
      return new AppError('STEP_UP_REQUIRED', {
        facts: { error: 'insufficient_user_authentication', acr_values: 'aal2', max_age: policy.stepUpSeconds ?? 0 },
      });
    case 'role':
    case 'scope':
    case 'tier':
    case 'grant_level':
      return new AppError('FORBIDDEN');
    case 'owner':
      // Not somebody else's, but not there: who may not see an object does not learn that it exists.
      return new AppError('NOT_FOUND');
  }
}
