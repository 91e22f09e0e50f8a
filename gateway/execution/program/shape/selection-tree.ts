import { Kind, getNamedType, isCompositeType, isUnionType, print } from 'graphql';
import { safeName } from '../safe-names.ts';
import { UnsupportedPlan } from '../unsupported-plan.ts';
import { switchesOf } from './switches.ts';
import type {
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  GraphQLCompositeType,
  GraphQLOutputType,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { Switches } from './switches.ts';

export interface FieldSelection extends Switches {
  readonly kind: 'field';
  readonly key: string;
  readonly responseName: string;
  /** Undefined for `__typename`. */
  readonly type: GraphQLOutputType | undefined;
  /** Undefined for a leaf. */
  readonly children: readonly Selection[] | undefined;
}

export interface FragmentSelection extends Switches {
  readonly kind: 'fragment';
  readonly key: string;
  readonly typeCondition: string | undefined;
  /** The same array for each spread of one named fragment. */
  readonly children: readonly Selection[];
}

export type Selection = FieldSelection | FragmentSelection;

export interface Document {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

interface Tree extends Document {
  /** Selections of fragments that were met already. */
  readonly named: Map<string, readonly Selection[]>;
}

/**
 * The selections of an operation with their types, what occurs twice with the same directives merged into one: that is the order
 * in which the stock executor fills an answer, so the first value that is missing is the same one.
 * @throws UnsupportedPlan for introspection, unsafe names, and what validation lets nobody send
 */
export function selectionTree(
  document: Document,
  root: GraphQLCompositeType,
  set: SelectionSetNode,
): readonly Selection[] {
  return selectionsOf({ ...document, named: new Map() }, root, set);
}

function selectionsOf(
  tree: Tree,
  parent: GraphQLCompositeType,
  { selections }: SelectionSetNode,
): readonly Selection[] {
  return merge(selections.map((node) => selectionOf(tree, parent, node)));
}

function merge(selections: readonly Selection[]): readonly Selection[] {
  const merged = new Map<string, Selection>();
  for (const selection of selections) {
    const known = merged.get(selection.key);
    merged.set(selection.key, known === undefined ? selection : both(known, selection));
  }
  return [...merged.values()];
}

/** Of two selections with one key; two spreads of a fragment are one. */
function both(first: Selection, second: Selection): Selection {
  if (first.children === undefined || second.children === undefined || first.children === second.children) return first;
  return { ...first, children: merge([...first.children, ...second.children]) };
}

function selectionOf(tree: Tree, parent: GraphQLCompositeType, node: SelectionNode): Selection {
  const directives = (node.directives ?? []).map((directive) => print(directive)).join(' ');
  switch (node.kind) {
    case Kind.FIELD:
      return fieldOf(tree, parent, node, directives);
    case Kind.INLINE_FRAGMENT:
      return inlineOf(tree, parent, node, directives);
    case Kind.FRAGMENT_SPREAD:
      return spreadOf(tree, node, directives);
  }
}

function fieldOf(tree: Tree, parent: GraphQLCompositeType, node: FieldNode, directives: string): FieldSelection {
  const name = node.name.value;
  if (name === '__schema' || name === '__type') throw new UnsupportedPlan('introspection', name);
  const responseName = safeName(node.alias?.value ?? name);
  const common = { kind: 'field', key: `${responseName} ${directives}`, responseName, ...switchesOf(node) } as const;
  if (name === '__typename') return { ...common, type: undefined, children: undefined };
  const definition = isUnionType(parent) ? undefined : parent.getFields()[name];
  if (definition === undefined) throw new UnsupportedPlan('document', `${parent.name}.${name}`);
  const { type } = definition;
  const inner = getNamedType(type);
  if (node.selectionSet === undefined) return { ...common, type, children: undefined };
  if (!isCompositeType(inner)) throw new UnsupportedPlan('document', `${parent.name}.${name}`);
  return { ...common, type, children: selectionsOf(tree, inner, node.selectionSet) };
}

function inlineOf(
  tree: Tree,
  parent: GraphQLCompositeType,
  node: InlineFragmentNode,
  directives: string,
): FragmentSelection {
  const typeCondition = node.typeCondition?.name.value;
  const type = typeCondition === undefined ? parent : compositeType(tree, typeCondition);
  const children = selectionsOf(tree, type, node.selectionSet);
  const key = `... on ${typeCondition ?? ''} ${directives}`;
  return { kind: 'fragment', key, typeCondition, children, ...switchesOf(node) };
}

function spreadOf(tree: Tree, node: FragmentSpreadNode, directives: string): FragmentSelection {
  const name = node.name.value;
  const fragment = Object.hasOwn(tree.fragments, name) ? tree.fragments[name] : undefined;
  if (fragment === undefined) throw new UnsupportedPlan('document', name);
  const typeCondition = fragment.typeCondition.name.value;
  const children =
    tree.named.get(name) ?? selectionsOf(tree, compositeType(tree, typeCondition), fragment.selectionSet);
  tree.named.set(name, children);
  return { kind: 'fragment', key: `...${name} ${directives}`, typeCondition, children, ...switchesOf(node) };
}

function compositeType({ schema }: Tree, name: string): GraphQLCompositeType {
  const type = schema.getType(name);
  if (isCompositeType(type)) return type;
  throw new UnsupportedPlan('document', name);
}
