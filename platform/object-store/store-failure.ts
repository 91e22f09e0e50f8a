import { AppError } from '#platform/errors';

/**
 * A failure of the store itself. Only the operating system's or the store's short code is kept: messages of file system errors hold
 * absolute paths, those of HTTP clients hold addresses and headers, and neither belongs in a log.
 */
export function storeFailure(operation: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('SERVICE_UNAVAILABLE', {
    cause: new Error(`object store: ${operation} failed: ${shortCode(error)}`),
  });
}

/** Runs one step of a store; what it throws becomes a `storeFailure`, an `AppError` passes unchanged. */
export async function guarded<Result>(operation: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw storeFailure(operation, error);
  }
}

function shortCode(error: unknown): string {
  const code = errorCode(error) ?? textMember(error, 'name') ?? '';
  return /^[A-Za-z0-9_.-]{1,64}$/.test(code) ? code : 'unknown';
}

/** `code` of a system error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return textMember(error, 'code');
}

function textMember(error: unknown, name: 'code' | 'name'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** What a file system call gives, or undefined when the file or directory is not there (any more). */
export async function unlessGone<Value>(call: Promise<Value>): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
