import { ERROR_CODES } from './registry.ts';
import type { ErrorCode } from './registry.ts';

/** Field path (`input.title`) to the sentences that say what is wrong with it. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export interface AppErrorOptions {
  /** Public: one sentence for this occurrence. Never holds input, secrets or internals. */
  readonly detail?: string;
  /** Public: per field. */
  readonly fields?: FieldErrors;
  /** Public: machine-read facts, such as `attemptsRemaining` or `acr_values`. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  /** Internal: goes to the log, never to the caller. */
  readonly cause?: unknown;
}

/**
 * The one error that carries a public code. Everything else that is thrown becomes `INTERNAL_SERVER_ERROR` at the edge of
 * the process. The message is the registry's title, so that an error can be logged or shown without leaking.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly fields: FieldErrors | undefined;
  readonly facts: AppErrorOptions['facts'];

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(ERROR_CODES[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail;
    this.fields = options.fields;
    this.facts = options.facts;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** Shorthand for `BAD_USER_INPUT` on one field. */
export function badInput(path: string, message: string): AppError {
  return new AppError('BAD_USER_INPUT', { fields: { [path]: [message] } });
}

/** Any thrown value as an `AppError`; unknown ones become `INTERNAL_SERVER_ERROR` with the original as cause. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('INTERNAL_SERVER_ERROR', { cause: error });
}
