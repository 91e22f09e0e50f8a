import { errors } from 'jose';
import { AppError } from '#platform/errors';

/**
 * The one answer to a bad token. The reason is its cause, for the log alone, and never holds any part of the token.
 */
export function tokenRefusal(reason: string): AppError {
  return new AppError('UNAUTHENTICATED', { cause: new Error(`token refused: ${reason}`) });
}

/** jose's own errors carry the claims as `payload`, and some messages quote the header: only the code and the claim name go on. */
export function describeJoseError(error: unknown): string {
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)
    return `${error.code} (${error.claim})`;
  return error instanceof errors.JOSEError ? error.code : 'it could not be checked';
}
