import { Kind, getNamedType, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type {
  DirectiveNode,
  FieldNode,
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

/** One place of an operation where a field is asked for. */
export interface UsedField {
  /** The type that the document selects the field on; an interface where it does so. */
  readonly parent: string;
  /** The object types whose field it can turn out to be. */
  readonly types: readonly string[];
  readonly field: string;
  /** Response keys from the root; there are no list indexes before there is an answer. */
  readonly path: readonly string[];
  readonly node: FieldNode;
}

/** A selection set and where it is. */
interface Place {
  readonly set: SelectionSetNode;
  readonly parent: GraphQLNamedType;
  readonly path: readonly string[];
}

/** Each field that an operation asks for, in the order of the document; some more than once. */
export function* usedFields(schema: GraphQLSchema, run: OperationToRun): Generator<UsedField> {
  const parent = schema.getRootType(run.operation.operation);
  if (parent) yield* inSet(schema, run, { set: run.operation.selectionSet, parent, path: [] });
}

function* inSet(schema: GraphQLSchema, run: OperationToRun, { set, parent, path }: Place): Generator<UsedField> {
  for (const selection of set.selections) {
    if (!isIncluded(selection.directives, run.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      yield* ofField(schema, run, selection, parent, path);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : run.fragments[selection.name.value];
    const condition = fragment?.typeCondition;
    const type = condition === undefined ? parent : schema.getType(condition.name.value);
    if (fragment !== undefined && type !== undefined)
      yield* inSet(schema, run, { set: fragment.selectionSet, parent: type, path });
  }
}

function* ofField(
  schema: GraphQLSchema,
  run: OperationToRun,
  node: FieldNode,
  parent: GraphQLNamedType,
  around: readonly string[],
): Generator<UsedField> {
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  if (definition === undefined) return;
  const path = [...around, node.alias?.value ?? node.name.value];
  yield { parent: parent.name, types: objectTypes(schema, parent), field: definition.name, path, node };
  if (node.selectionSet !== undefined)
    yield* inSet(schema, run, { set: node.selectionSet, parent: getNamedType(definition.type), path });
}

/** Names of the object types that a value of `type` can have. */
export function objectTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
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
