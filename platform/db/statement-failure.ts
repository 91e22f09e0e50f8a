import { QueryFailedError } from 'typeorm';
import { AppError } from '#platform/errors';

/** SQLSTATE unique_violation. */
const UNIQUE_VIOLATION = '23505';

/** Of what the driver says about a failed statement, what we look at. */
interface DriverFailure {
  readonly code?: string | undefined;
  readonly constraint?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * Classes whose primary message names tables and constraints only: integrity, access and syntax, our own RAISE. Those of
 * class 22 (data exception) quote the value.
 */
const QUOTES_NO_VALUE = /^(23|42|P0)/;

/** Runs a statement; breaking the named unique constraint means that another request was faster: CONFLICT. */
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

/** A failed statement, without anybody's data. */
export class StatementError extends Error {
  /** SQLSTATE. */
  readonly code: string;
  readonly constraint: string | undefined;

  constructor({ code = 'unknown', constraint, message = '' }: DriverFailure) {
    super(QUOTES_NO_VALUE.test(code) ? `${message} (${code})` : `a statement failed with ${code}`);
    this.name = 'StatementError';
    this.code = code;
    this.constraint = constraint;
  }
}

/**
 * A failed statement without its parameters and without the server's detail ("failing row contains …"): both repeat what
 * people wrote, and an error ends up in a log. Other errors pass as they are.
 */
export function withoutData(error: unknown): unknown {
  const failure = driverFailure(error);
  return failure === undefined ? error : new StatementError(failure);
}

function driverFailure(error: unknown): DriverFailure | undefined {
  return error instanceof QueryFailedError ? (error.driverError as DriverFailure) : undefined;
}
