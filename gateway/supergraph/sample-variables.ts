import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
} from 'graphql';
import type { GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/**
 * Some value for each variable that must have one, so that the operation gets as far as its plan. A plan is the same for all values.
 * @param schema with the input types of the operation; unknown types are left to validation
 */
export function sampleVariables(schema: GraphQLSchema, operation: OperationDefinitionNode): Record<string, unknown> {
  const declared = operation.variableDefinitions ?? [];
  return Object.fromEntries(
    declared.flatMap(({ variable, type: node, defaultValue }) => {
      const type = typeFromAST(schema, node);
      const wanted = isInputType(type) && isNonNullType(type) && defaultValue === undefined;
      return wanted ? [[variable.name.value, sampleOf(type)]] : [];
    }),
  );
}

/** Ends, because no chain of values that must be there leads back to itself. */
function sampleOf(type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.value;
  if (isInputObjectType(nullable)) {
    const wanted = Object.values(nullable.getFields()).filter(
      (field) => isNonNullType(field.type) && field.defaultValue === undefined,
    );
    return Object.fromEntries(wanted.map((field) => [field.name, sampleOf(field.type)]));
  }
  return SCALARS[nullable.name] ?? 'sample';
}

/** Scalars of our own are not looked into by the gateway. */
const SCALARS: Readonly<Record<string, unknown>> = { Int: 1, Float: 1, Boolean: true };
