import { executeSync, isNonNullType, responsePathAsArray } from 'graphql';
import { AppError } from '#platform/errors';
import { createDenialErrors } from './denial-errors.ts';
import type { DocumentNode, GraphQLError, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { FieldDecision } from './check-access.ts';
import type { DenialErrors } from './denial-errors.ts';

/** The answer to a pruned operation, and what it was before. */
export interface PrunedAnswer {
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  /** As it was sent. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly decideField: FieldDecision;
  /** Data of the pruned operation. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly typeKey: string;
}

export interface CompleteAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
}

/**
 * The answer to the whole operation: the document as it was sent is executed over the data of the pruned one, and each denied
 * field fails. So the order of fields, `@skip` and `@include`, lists and the way of null to the next field that may be null
 * (GraphQL specification, section 6.4.4) are those of the executor, and what the pruned operation asked for besides is gone.
 *
 * Values have been serialised before; doing it again does not change what a subgraph may answer.
 */
export function insertNulls(answer: PrunedAnswer): CompleteAnswer {
  const errors = createDenialErrors();
  const { data, errors: thrown } = executeSync({
    schema: answer.schema,
    document: answer.document,
    operationName: answer.operationName,
    variableValues: answer.variables,
    rootValue: answer.data,
    fieldResolver: (source, _args, _context, info) => valueOf(answer.decideField, errors, source, info),
    typeResolver: (source) => textAt(source, answer.typeKey),
  });
  const others = (thrown ?? []).filter((error) => !isDenial(error, errors));
  return { data: data ?? null, errors: [...errors.all(), ...others] };
}

/** Only a denial that must go further up is thrown: an exception for each of ten thousand scalars would take its time. */
function valueOf(decideField: FieldDecision, errors: DenialErrors, source: unknown, info: GraphQLResolveInfo): unknown {
  const denial = decideField(info.parentType.name, info.fieldName);
  if (denial === undefined) return valueAt(source, String(info.path.key));
  if (isNonNullType(info.returnType)) throw denial.error;
  errors.add({ error: denial.error, path: responsePathAsArray(info.path), nodes: info.fieldNodes });
  return null;
}

function isDenial({ originalError, path, nodes }: GraphQLError, errors: DenialErrors): boolean {
  if (!(originalError instanceof AppError)) return false;
  errors.add({ error: originalError, path: path ?? [], nodes: nodes ?? [] });
  return true;
}

function valueAt(source: unknown, key: string): unknown {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, key)
    ? (source as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function textAt(source: unknown, key: string): string | undefined {
  const value = valueAt(source, key);
  return typeof value === 'string' ? value : undefined;
}
