import { getVariableValues } from 'graphql';
import { coercionError } from '#platform/graphql';
import { AppError } from '#platform/errors';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Variables } from './cost/evaluate-cost.ts';

/**
 * Errors collected before giving up. Attack: an input with many wrong members; the text of each error repeats the whole input, and is
 * thrown away here.
 */
const MAX_ERRORS = 3;

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
