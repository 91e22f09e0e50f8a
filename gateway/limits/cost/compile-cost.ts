import {
  Kind,
  OperationTypeNode,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { MUTATION_COST } from '../limits.ts';
import { fieldOf } from './field-of.ts';
import { NO_SIZES, givenValue, repeated, sizeOfField } from './field-size.ts';
import { FREE, conditional, sum } from './formula.ts';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLInputType,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { CostDirectives } from './cost-directives.ts';
import type { InheritedSizes } from './field-size.ts';
import type { Formula } from './formula.ts';

/** What is needed to compile the documents of one schema. */
export interface CostSchema {
  readonly schema: GraphQLSchema;
  readonly directives: CostDirectives;
}

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/**
 * Compiles an operation into its cost formula, by the rules of Apollo's demand control: 10 for a mutation, and for each field
 * `instances × (own weight + selections) + arguments`. The own weight is that of the field, else of its type, else 1 for an
 * object and 0 for a scalar. Two selections of one field count twice: the estimate may be too high, never too low.
 * @param operation valid for the schema, of a document with a bounded shape (`checkShape`)
 */
export function compileCost(costs: CostSchema, operation: OperationDefinitionNode, fragments: Fragments): Formula {
  const root = costs.schema.getRootType(operation.operation);
  const selections = root ? costOfSet({ costs, fragments }, operation.selectionSet, root, NO_SIZES) : FREE;
  const base = operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0;
  return sum([{ kind: 'constant', value: base }, selections]);
}

export interface Compilation {
  readonly costs: CostSchema;
  readonly fragments: Fragments;
}

/** @param parent `undefined` where only fragments say which type they are about */
export function costOfSet(
  on: Compilation,
  set: SelectionSetNode,
  parent: GraphQLNamedType | undefined,
  sizes: InheritedSizes,
): Formula {
  return sum(
    set.selections.map((selection) => conditional(selection.directives, ofSelection(on, selection, parent, sizes))),
  );
}

/** Weight of one object or value of a field, without what is selected of it. */
export function ownWeight(
  { directives }: CostSchema,
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
): number {
  const type = getNamedType(field.type);
  return (
    directives.weights.get(`${parent.name}.${field.name}`) ??
    directives.weights.get(type.name) ??
    (isCompositeType(type) ? 1 : 0)
  );
}

function ofSelection(
  on: Compilation,
  selection: SelectionNode,
  parent: GraphQLNamedType | undefined,
  sizes: InheritedSizes,
): Formula {
  if (selection.kind === Kind.FIELD) return parent === undefined ? FREE : ofField(on, selection, parent, sizes);
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : on.fragments[selection.name.value];
  if (fragment === undefined) return FREE;
  const condition = fragment.typeCondition;
  const type = condition === undefined ? parent : on.costs.schema.getType(condition.name.value);
  return type === undefined ? FREE : costOfSet(on, fragment.selectionSet, type, sizes);
}

function ofField(on: Compilation, node: FieldNode, parent: GraphQLNamedType, sizes: InheritedSizes): Formula {
  const name = node.name.value;
  // __typename and introspection are answered without any subgraph.
  if (name.startsWith('__')) return FREE;
  const field = fieldOf(parent, name);
  if (field === undefined) return FREE;
  const own: Formula = { kind: 'constant', value: ownWeight(on.costs, parent, field) };
  const listSize = on.costs.directives.listSizes.get(`${parent.name}.${name}`);
  const size = sizeOfField(node, field, listSize, sizes.get(name));
  const below =
    node.selectionSet === undefined
      ? FREE
      : costOfSet(on, node.selectionSet, getNamedType(field.type), size.handedDown);
  return sum([repeated(size, sum([own, below])), ...argumentTerms(on.costs, parent, field, node)]);
}

/** What the arguments of a field cost. Those that cannot cost anything, whatever is given, have no term. */
export function argumentTerms(
  { directives: { weights } }: CostSchema,
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Formula[] {
  return field.args.flatMap(({ name, type }): Formula[] => {
    const value = givenValue(node, name);
    const weight = weights.get(`${parent.name}.${field.name}.${name}`);
    if (value === undefined || (weight === undefined && isFree(type, weights))) return [];
    return [{ kind: 'input', value, type, weight }];
  });
}

function isFree(type: GraphQLInputType, weights: ReadonlyMap<string, number>): boolean {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return isFree(nullable.ofType, weights);
  return !isInputObjectType(nullable) && !weights.has(nullable.name);
}
