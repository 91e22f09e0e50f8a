import { getVariableValues } from 'graphql';
import { coercionError } from '#platform/graphql';
import { AppError } from '#platform/errors';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Variables } from './cost/evaluate-cost.ts';

/** Errors collected before giving up; each costs work. */
const MAX_ERRORS = 10;

/**
 * The variables as the operation declares them, with their defaults.
 * @throws AppError BAD_USER_INPUT that names each field at fault and repeats no value
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>> | undefined,
): Variables {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given ?? {}, {
    maxErrors: MAX_ERRORS,
  });
  if (errors === undefined) return coerced;
  const fields = Object.assign({}, ...errors.map((error) => coercionError(error.message).fields ?? {})) as Record<
    string,
    string[]
  >;
  throw new AppError('BAD_USER_INPUT', { ...(Object.keys(fields).length === 0 ? {} : { fields }) });
}
