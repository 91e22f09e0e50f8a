import { AppError } from '#platform/errors';
import type { ErrorCode } from '#platform/errors';

/** Which draft of GraphQL over HTTP gives the status codes. */
export const HTTP_DRAFTS = ['2025', '2026'] as const;
export type HttpDraft = (typeof HTTP_DRAFTS)[number];

/** Data and errors together (draft of 2026); only beside `application/graphql-response+json`. */
const PARTIAL = 294;
const COMPLETE = 200;
const UNPROCESSABLE = 422;
const RESPONSE_JSON = 'application/graphql-response+json';

/** What is understood as a request and cannot be processed: 422 in the draft of 2026, 400 before. */
const UNPROCESSABLE_CODES: ReadonlySet<string> = new Set<ErrorCode>([
  'GRAPHQL_VALIDATION_FAILED',
  'INTROSPECTION_DISABLED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/** JSON that is no request; its codes are also those of requests that cannot be read at all. */
const notRequests = new WeakSet<AppError>();

/** Says of an error that the body was JSON and not a request. @returns the error */
export function notWellFormed(error: AppError): AppError {
  notRequests.add(error);
  return error;
}

/** Status of a refusal of which nothing was run. @param refusal the error, or its code with the status of the registry */
export function refusalStatus(draft: HttpDraft, refusal: { readonly code: string; readonly status: number }): number {
  if (draft !== '2026') return refusal.status;
  const unprocessable =
    (refusal instanceof AppError && notRequests.has(refusal)) || UNPROCESSABLE_CODES.has(refusal.code);
  return unprocessable ? UNPROCESSABLE : refusal.status;
}

/** Status of data with errors beside them. */
export function partialStatus(draft: HttpDraft): number {
  return draft === '2026' ? PARTIAL : COMPLETE;
}

/** Clients that take plain JSON know nothing of the new code. @param contentType of the answer */
export function statusFor(contentType: string | undefined, status: number): number {
  return status === PARTIAL && contentType?.startsWith(RESPONSE_JSON) !== true ? COMPLETE : status;
}
