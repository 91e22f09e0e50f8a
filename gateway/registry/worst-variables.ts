import { getNullableType, isEnumType, isInputObjectType, isInputType, isListType, typeFromAST } from 'graphql';
import { MAX_LIST_ELEMENTS, MAX_PAGE_SIZE } from '../limits/limits.ts';
import type { GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/** Objects within objects that count; an input type may contain itself. */
const MAX_LEVELS = 4;

/**
 * The most expensive value of each declared variable: every number the largest page, every list as long as it may be, every optional
 * field there. Conditions are left out, so that both sides of each count.
 */
export function worstVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
      const type = typeFromAST(schema, node);
      const value = isInputType(type) ? worstValue(type, 0) : undefined;
      return value === undefined ? [] : [[variable.name.value, value]];
    }),
  );
}

function worstValue(type: GraphQLInputType, level: number): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    // One value many times: what a list costs is its length times what one element costs.
    return new Array(level === 0 ? MAX_LIST_ELEMENTS : 1).fill(worstValue(nullable.ofType, level + 1));
  }
  if (isEnumType(nullable)) return nullable.getValues()[0]?.value;
  if (isInputObjectType(nullable)) {
    if (level >= MAX_LEVELS) return {};
    const fields = Object.values(nullable.getFields());
    return Object.fromEntries(fields.map(({ name, type: inner }) => [name, worstValue(inner, level + 1)]));
  }
  if (nullable.name === 'Boolean') return undefined;
  return nullable.name === 'Int' ? MAX_PAGE_SIZE : '';
}
