import { Kind } from 'graphql';
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { Variables } from '../cost/evaluate-cost.ts';
import type { DirectiveNode } from 'graphql';

/**
 * How often an operation asks for each field of its root type, by coordinate. Attack: a password tried twenty times in one request,
 * under twenty aliases, or in fragments. Rule: each counts, wherever it stands; only what definitely does not run is left out.
 * @param operation valid for the schema, of a document with a bounded shape
 */
export function countRootFields(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  variables: Variables,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const root = schema.getRootType(operation.operation)?.name ?? '';
  const count = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (isLeftOut(selection.directives, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const coordinate = `${root}.${selection.name.value}`;
        counts.set(coordinate, (counts.get(coordinate) ?? 0) + 1);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      if (fragment !== undefined) count(fragment.selectionSet);
    }
  };
  count(operation.selectionSet);
  return counts;
}

function isLeftOut(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  return (directives ?? []).some(({ name, arguments: args }) => {
    const value = args?.find((argument) => argument.name.value === 'if')?.value;
    const given =
      value?.kind === Kind.BOOLEAN
        ? value.value
        : value?.kind === Kind.VARIABLE
          ? variables[value.name.value]
          : undefined;
    return (name.value === 'skip' && given === true) || (name.value === 'include' && given === false);
  });
}
