import { Kind, getNamedType, isAbstractType, isInterfaceType, isObjectType, print, visit } from 'graphql';
import { objectTypes } from './used-fields.ts';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';

/** An operation without the fields that are withheld. */
export interface PrunedOperation {
  /** A valid document with this one operation and the fragments it uses; undefined when nothing is left of it. */
  readonly left: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode } | undefined;
  /** Response key, used nowhere in the document, under which the answer says the type of an object where that matters. */
  readonly typeKey: string;
}

interface Pruning {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly isDenied: (type: string, field: string) => boolean;
  readonly typename: FieldNode;
  /** What is left of each fragment that was met. */
  readonly pruned: Map<string, readonly SelectionNode[]>;
}

/**
 * Takes every denied field out of an operation, so that no plan asks for it. The result depends on the document and on what is
 * denied alone: a field under `@include` goes whether it is included this time or not.
 *
 * A selection set that becomes empty asks for the type name, so that there still is an object to put nulls into. A field of an
 * interface that only some of the objects behind it deny is asked for on the others.
 */
export function pruneOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  isDenied: (type: string, field: string) => boolean,
): PrunedOperation {
  const typeKey = unusedKey([operation, ...Object.values(fragments)].map((node) => print(node)).join('\n'));
  const pruning: Pruning = { schema, fragments, isDenied, typename: typenameAs(typeKey), pruned: new Map() };
  const root = schema.getRootType(operation.operation);
  const selections = root ? pruneSet(pruning, operation.selectionSet, root) : [];
  if (selections.length === 0) return { left: undefined, typeKey };
  const others = fragmentsLeft(pruning);
  const pruned = withUsedVariables({ ...operation, selectionSet: setOf(selections) }, others);
  return { left: { document: { kind: Kind.DOCUMENT, definitions: [pruned, ...others] }, operation: pruned }, typeKey };
}

function pruneSet(pruning: Pruning, set: SelectionSetNode, parent: GraphQLNamedType): readonly SelectionNode[] {
  return set.selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return pruneField(pruning, selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return pruneFragment(pruning, selection.name.value).length === 0 ? [] : [selection];
    const type = selection.typeCondition && pruning.schema.getType(selection.typeCondition.name.value);
    const inner = pruneSet(pruning, selection.selectionSet, type ?? parent);
    return inner.length === 0 ? [] : [{ ...selection, selectionSet: setOf(inner) }];
  });
}

function pruneField(pruning: Pruning, node: FieldNode, parent: GraphQLNamedType): readonly SelectionNode[] {
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  // `__typename` and introspection, which have no policy.
  if (definition === undefined) return [node];
  const types = objectTypes(pruning.schema, parent);
  const allowed = types.filter((type) => !pruning.isDenied(type, definition.name));
  if (allowed.length === 0) return [];
  const left = pruneBelow(pruning, node, getNamedType(definition.type));
  if (allowed.length === types.length) return [left];
  // The gateway tells by this very key which of the fragments apply, and asks for it only where the schema has an interface.
  return [...allowed.map((type) => onType(type, left)), typenameAs(undefined)];
}

function pruneBelow(pruning: Pruning, node: FieldNode, type: GraphQLNamedType): FieldNode {
  if (node.selectionSet === undefined) return node;
  const inner = pruneSet(pruning, node.selectionSet, type);
  // Fragments alone may turn out to be about other objects.
  const asksForType = isAbstractType(type) || !inner.some(({ kind }) => kind === Kind.FIELD);
  return { ...node, selectionSet: setOf(asksForType ? [...inner, pruning.typename] : inner) };
}

/** Each fragment once, however often it is spread: what is left of it depends on its own type alone. */
function pruneFragment(pruning: Pruning, name: string): readonly SelectionNode[] {
  const known = pruning.pruned.get(name);
  if (known !== undefined) return known;
  const fragment = pruning.fragments[name];
  const type = fragment && pruning.schema.getType(fragment.typeCondition.name.value);
  const left = type === undefined || fragment === undefined ? [] : pruneSet(pruning, fragment.selectionSet, type);
  pruning.pruned.set(name, left);
  return left;
}

function fragmentsLeft({ fragments, pruned }: Pruning): readonly FragmentDefinitionNode[] {
  return Object.entries(fragments).flatMap(([name, fragment]) => {
    const left = pruned.get(name) ?? [];
    return left.length === 0 ? [] : [{ ...fragment, selectionSet: setOf(left) }];
  });
}

/** A variable that nothing uses any more makes a document invalid. */
function withUsedVariables(
  operation: OperationDefinitionNode,
  others: readonly FragmentDefinitionNode[],
): OperationDefinitionNode {
  if (operation.variableDefinitions === undefined) return operation;
  const used = new Set<string>();
  for (const definition of [operation, ...others])
    visit(definition, {
      // Not looked into, because a definition is no use.
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
    });
  const variableDefinitions = operation.variableDefinitions.filter(({ variable }) => used.has(variable.name.value));
  return { ...operation, variableDefinitions };
}

function unusedKey(text: string): string {
  let key = 'objectType';
  while (text.includes(key)) key += '_';
  return key;
}

function typenameAs(alias: string | undefined): FieldNode {
  const name = { kind: Kind.NAME, value: '__typename' } as const;
  return { kind: Kind.FIELD, ...(alias === undefined ? {} : { alias: { kind: Kind.NAME, value: alias } }), name };
}

function onType(type: string, node: FieldNode): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: setOf([node]),
  };
}

function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
