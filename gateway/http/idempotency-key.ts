import { createHash } from 'node:crypto';
import { AppError } from '#platform/errors';
import { parseClientKey } from '#platform/idempotency';
import { canonicalJson } from '#platform/tlog';
import type { ForwardedKey } from '#platform/idempotency';

/** What makes a request the same one as before. */
interface WholeRequest {
  /** The text that runs, also when the client sent an id. */
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The idempotency key of a request, bound to the request: whoever sends the key again with another one is told so, and not given
 * the answer to something else. The order of members in variables does not matter.
 * @throws AppError BAD_REQUEST for a key of another form
 */
export function boundKey(
  header: string | readonly string[] | undefined,
  request: WholeRequest,
): ForwardedKey | undefined {
  const key = parseClientKey(header);
  return key === undefined ? undefined : { key, requestHash: hashOf(request) };
}

function hashOf({ query, operationName, variables }: WholeRequest): string {
  try {
    return createHash('sha256')
      .update(canonicalJson([query, operationName ?? null, variables ?? {}]))
      .digest('base64url');
  } catch (cause) {
    throw new AppError('BAD_REQUEST', { detail: 'The body has text that is not well-formed Unicode.', cause });
  }
}
