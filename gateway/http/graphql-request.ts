import { z } from 'zod';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';

/** The well-formed request of GraphQL over HTTP, before it is known which document it means. */
export interface GraphqlRequest {
  readonly query: string | undefined;
  /** Id of a registered document (GraphQL over HTTP, appendix A). */
  readonly documentId: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** Far deeper than any input of ours. */
const MAX_NESTING = 64;

const record = z.record(z.string(), z.unknown());

/** Unknown members are ignored, as the specification asks. */
const body = z.object({
  query: z.string().nullish(),
  documentId: z.string().max(200).nullish(),
  operationName: z.string().max(200).nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/**
 * Attacks: a list of a thousand operations in one request, past every limit that counts requests; variables nested so deeply
 * that whatever walks them, here or behind us, runs out of stack.
 * Rule: one JSON object with one operation to run, nested no deeper than `MAX_NESTING` levels.
 * @param bytes body as received
 * @throws AppError BATCHING_NOT_SUPPORTED or BAD_REQUEST
 */
export function parseGraphqlRequest(bytes: unknown): GraphqlRequest {
  const value = parseJsonBody(bytes);
  if (Array.isArray(value)) throw new AppError('BATCHING_NOT_SUPPORTED');
  if (isNestedBeyond(value, MAX_NESTING))
    throw new AppError('BAD_REQUEST', { detail: 'The body is nested too deeply.' });
  const parsed = body.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new AppError('BAD_REQUEST', {
      detail: path === '' ? 'The body is not a GraphQL request.' : `\`${path}\` is not of the right type.`,
    });
  }
  const { query, documentId, operationName, variables, extensions } = parsed.data;
  return {
    query: emptyAsAbsent(query),
    documentId: emptyAsAbsent(documentId),
    operationName: emptyAsAbsent(operationName),
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

function emptyAsAbsent(text: string | null | undefined): string | undefined {
  return text === null || text === '' ? undefined : text;
}

/** Level by level, so that no nesting can end the stack of the one who measures it. */
function isNestedBeyond(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= levels && level.length > 0; depth += 1) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
  }
  return level.length > 0;
}
