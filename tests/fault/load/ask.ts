import { z } from 'zod';
import type { Change } from './changes.ts';

const TIMEOUT_MS = 8_000;

/** What a client learns about a change that it asked for. */
export type Answer =
  | { readonly kind: 'acknowledged'; readonly id: string }
  /** It may have happened or not. */
  | { readonly kind: 'unknown'; readonly code: string }
  /** It did not happen, and asking again would not help. */
  | { readonly kind: 'refused'; readonly code: string };

/** Codes that say nothing of the change itself. */
const ASK_AGAIN: ReadonlySet<string> = new Set([
  'AUDIT_UNAVAILABLE',
  'AUDIT_QUEUE_FULL',
  'SUBGRAPH_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'IDEMPOTENCY_IN_PROGRESS',
  // A context token that ends on the way to a service.
  'UNAUTHENTICATED',
  'INTERNAL_SERVER_ERROR',
]);

const answerSchema = z.object({
  data: z.object({ made: z.object({ object: z.object({ id: z.string() }) }).nullable() }).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
  code: z.string().optional(),
});

/** Asks for a change once. Never rejects. @param key idempotency key, the same whenever the change is asked for again */
export async function ask(
  url: string,
  { mutation, input }: Change,
  credentials: { readonly token: string; readonly key: string | undefined },
): Promise<Answer> {
  const { token, key } = credentials;
  try {
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify({ query: mutation, variables: { input } }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return read(response.status, answerSchema.parse(await response.json()));
  } catch (error) {
    return { kind: 'unknown', code: error instanceof Error ? error.name : 'unknown' };
  }
}

function read(
  status: number,
  { data, errors = [], code = errors[0]?.extensions.code }: z.infer<typeof answerSchema>,
): Answer {
  const id = data?.made?.object.id;
  if (code === undefined && id !== undefined) return { kind: 'acknowledged', id };
  if (code === undefined) return { kind: 'unknown', code: `status ${String(status)}` };
  return { kind: ASK_AGAIN.has(code) || status >= 500 ? 'unknown' : 'refused', code };
}
