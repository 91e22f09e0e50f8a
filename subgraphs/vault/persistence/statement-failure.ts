import { QueryFailedError } from 'typeorm';
import { AppError } from '#platform/errors';

/** SQLSTATE unique_violation. */
const UNIQUE_VIOLATION = '23505';
/** SQLSTATE lock_not_available: somebody else holds the row for longer than the role waits. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Runs a statement; breaking the named constraint means that another request was faster: CONFLICT. */
export async function conflictOn<Result>(constraint: string, statement: () => Promise<Result>): Promise<Result> {
  try {
    return await statement();
  } catch (error) {
    const failure = driverFailure(error);
    if (failure?.code === UNIQUE_VIOLATION && failure.constraint === constraint) {
      throw new AppError('CONFLICT', { cause: new Error(`${constraint} is taken`) });
    }
    throw error;
  }
}

/**
 * A failed statement without its parameters and without the server's detail: both repeat what people wrote, and an error
 * ends up in a log.
 */
export function withoutData(error: unknown): unknown {
  const failure = driverFailure(error);
  if (failure === undefined) return error;
  const { code = 'unknown', constraint = 'none' } = failure;
  return new AppError(code === LOCK_NOT_AVAILABLE ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', {
    cause: new Error(`a statement failed with ${code}, constraint ${constraint}`),
  });
}

/** Of what the driver says, the codes. */
function driverFailure(error: unknown): { readonly code?: string; readonly constraint?: string } | undefined {
  return error instanceof QueryFailedError
    ? (error.driverError as { readonly code?: string; readonly constraint?: string })
    : undefined;
}
