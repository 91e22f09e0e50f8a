import { z } from 'zod';
import { AppError, isErrorCode } from '#platform/errors';
import type { ServiceClient } from '#platform/http';
import type { Call } from '../domain/call.ts';

/** Denials that the caller should see as they are. A hidden object is null and no error. */
const PASSED_ON: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN'];

const answerSchema = z.object({
  data: z.object({ _entities: z.array(z.unknown()) }).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.unknown() }).optional() })).optional(),
});

export interface EntityQuery<Schema extends z.ZodType> {
  readonly service: ServiceClient;
  readonly typeName: string;
  /** Selection on the type. */
  readonly selection: string;
  /** What one entity must look like. */
  readonly schema: Schema;
}

/**
 * Asks another subgraph for entities, signed, with the caller's own context token: it decides what the caller may see now.
 * @param ids in the order of the answer
 * @returns null for what is missing, foreign or hidden, all alike
 * @throws AppError UNAUTHENTICATED, FORBIDDEN, or SERVICE_UNAVAILABLE for every other failure
 */
export async function queryEntities<Schema extends z.ZodType>(
  { service, typeName, selection, schema }: EntityQuery<Schema>,
  call: Call,
  ids: readonly string[],
): Promise<(z.output<Schema> | null)[]> {
  if (ids.length === 0) return [];
  const answer = await service.callJson({
    method: 'POST',
    path: '/graphql',
    json: {
      query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${typeName} ${selection} } }`,
      variables: { representations: ids.map((id) => ({ __typename: typeName, id })) },
    },
    contextToken: call.contextToken,
    requestId: call.requestId,
  });
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new AppError('SERVICE_UNAVAILABLE', { cause: parsed.error });
  const { data, errors = [] } = parsed.data;
  throwFirst(errors);
  const entities = z.array(schema.nullable()).length(ids.length).safeParse(data?._entities);
  if (!entities.success) throw new AppError('SERVICE_UNAVAILABLE', { cause: entities.error });
  return entities.data;
}

/** A partial answer is no answer: nobody can tell a hidden object from one that could not be read. */
function throwFirst(errors: readonly { readonly extensions?: { readonly code: unknown } | undefined }[]): void {
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.length === 0 || codes.every((code) => code === 'NOT_FOUND')) return;
  const code = codes.find((candidate) => typeof candidate === 'string' && PASSED_ON.includes(candidate));
  throw new AppError(isErrorCode(code) ? code : 'SERVICE_UNAVAILABLE', {
    cause: new Error(`the answer has ${String(codes.length)} errors`),
  });
}
