import { Kind, getNamedType, isObjectType } from 'graphql';
import type {
  DirectiveNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

export interface OperationToRun {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Variables;
}

/** Each field that an operation asks for, as type and field name, in the order of the document; some more than once. */
export function* usedFields(schema: GraphQLSchema, run: OperationToRun): Generator<{ type: string; field: string }> {
  const root = schema.getRootType(run.operation.operation);
  if (root) yield* inSet(schema, run, run.operation.selectionSet, root);
}

function* inSet(
  schema: GraphQLSchema,
  run: OperationToRun,
  set: SelectionSetNode,
  parent: GraphQLNamedType,
): Generator<{ type: string; field: string }> {
  for (const selection of set.selections) {
    if (!isIncluded(selection.directives, run.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const field = isObjectType(parent) ? parent.getFields()[selection.name.value] : undefined;
      if (field === undefined) continue;
      yield { type: parent.name, field: field.name };
      if (selection.selectionSet !== undefined)
        yield* inSet(schema, run, selection.selectionSet, getNamedType(field.type));
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : run.fragments[selection.name.value];
    const condition = fragment?.typeCondition;
    const type = condition === undefined ? parent : schema.getType(condition.name.value);
    if (fragment !== undefined && type !== undefined) yield* inSet(schema, run, fragment.selectionSet, type);
  }
}

/** Only a definite "no" leaves a field out: what the executor makes of an odd value, such as null, is not guessed. */
function isIncluded(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  return (directives ?? []).every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const condition = args?.find((argument) => argument.name.value === 'if')?.value;
    if (condition?.kind !== Kind.VARIABLE && condition?.kind !== Kind.BOOLEAN) return true;
    const value = condition.kind === Kind.BOOLEAN ? condition.value : variables[condition.name.value];
    return value !== (name.value === 'skip');
  });
}
