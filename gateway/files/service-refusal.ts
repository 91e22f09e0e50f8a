import { AppError, isErrorCode } from '#platform/errors';
import { readAnswerJson } from '#platform/http';
import type { ErrorCode } from '#platform/errors';
import type { ServiceAnswer } from '#platform/http';

/** Codes about the call between two services; a client can do nothing about them. */
const INTERNAL_CODES: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_SIGNATURE_INVALID',
  'BAD_REQUEST',
  'METHOD_NOT_ALLOWED',
]);

/**
 * The public error of a service's refusal: its code when it is registered and about the client's request, else
 * `SERVICE_UNAVAILABLE`. Title and status come from the registry, and nothing else of the answer is passed on.
 */
export async function refusalOf(answer: ServiceAnswer): Promise<AppError> {
  const cause = new Error(`the service answered ${answer.status}`);
  try {
    const problem = await readAnswerJson(answer);
    const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
    if (isErrorCode(code) && !INTERNAL_CODES.has(code)) return new AppError(code, { cause });
  } catch {
    // An answer that cannot be read says no more than its status.
  }
  return new AppError('SERVICE_UNAVAILABLE', { cause });
}
