import {
  GraphQLList,
  Kind,
  OperationTypeNode,
  getNamedType,
  getNullableType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { MUTATION_COST } from '../limits.ts';
import { FREE } from './formula.ts';
import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLArgument,
  GraphQLField,
  GraphQLNamedType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { CostDirectives } from './cost-directives.ts';
import type { Formula, SizeFormula } from './formula.ts';

/** What is needed to compile the documents of one schema. */
export interface CostSchema {
  readonly schema: GraphQLSchema;
  readonly directives: CostDirectives;
}

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;
/** Sizes that a parent's `sizedFields` set for the fields below it, by field name. */
type InheritedSizes = ReadonlyMap<string, SizeFormula>;

const NO_SIZES: InheritedSizes = new Map();

/**
 * Compiles an operation into its cost formula, by the rules of Apollo's demand control: 10 for a mutation, and for each field
 * `instances × (own weight + selections) + arguments`. The own weight is that of the field, else of its type, else 1 for an
 * object and 0 for a scalar. Two selections of one field count twice: the estimate may be too high, never too low.
 * @param operation valid for the schema, of a document with a bounded shape (`checkShape`)
 */
export function compileCost(costs: CostSchema, operation: OperationDefinitionNode, fragments: Fragments): Formula {
  const root = costs.schema.getRootType(operation.operation);
  const selections = root ? ofSet({ costs, fragments }, operation.selectionSet, root, NO_SIZES) : FREE;
  const base = operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0;
  return sum([{ kind: 'constant', value: base }, selections]);
}

interface Compilation {
  readonly costs: CostSchema;
  readonly fragments: Fragments;
}

function ofSet(on: Compilation, set: SelectionSetNode, parent: GraphQLNamedType, sizes: InheritedSizes): Formula {
  return sum(
    set.selections.map((selection) => conditional(selection.directives, ofSelection(on, selection, parent, sizes))),
  );
}

function ofSelection(
  on: Compilation,
  selection: SelectionNode,
  parent: GraphQLNamedType,
  sizes: InheritedSizes,
): Formula {
  if (selection.kind === Kind.FIELD) return ofField(on, selection, parent, sizes);
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : on.fragments[selection.name.value];
  if (fragment === undefined) return FREE;
  const condition = fragment.typeCondition;
  const type = condition === undefined ? parent : on.costs.schema.getType(condition.name.value);
  return type === undefined ? FREE : ofSet(on, fragment.selectionSet, type, sizes);
}

function ofField(on: Compilation, node: FieldNode, parent: GraphQLNamedType, sizes: InheritedSizes): Formula {
  const name = node.name.value;
  // __typename and introspection are answered without any subgraph.
  if (name.startsWith('__')) return FREE;
  const field = isObjectType(parent) || 'getFields' in parent ? fieldOf(parent, name) : undefined;
  if (field === undefined) return FREE;
  const { weights, listSizes } = on.costs.directives;
  const coordinate = `${parent.name}.${name}`;
  const type = getNamedType(field.type);
  const own = weights.get(coordinate) ?? weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
  const ownSize = sizeOf(node, field, listSizes.get(coordinate));
  const handedDown = new Map((listSizes.get(coordinate)?.sizedFields ?? []).map((sized) => [sized, ownSize]));
  const selections = node.selectionSet === undefined ? FREE : ofSet(on, node.selectionSet, type, handedDown);
  const instance = sum([{ kind: 'constant', value: own }, selections]);
  const inherited = sizes.get(name);
  const size: SizeFormula = { ...ownSize, inherited: inherited === undefined ? [] : [inherited] };
  const repeated: Formula = isList(field.type) ? { kind: 'repeat', size, body: instance } : instance;
  return sum([repeated, ...argumentTerms(coordinate, node, field, weights)]);
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return 'getFields' in type ? (type.getFields()[name] as GraphQLField<unknown, unknown> | undefined) : undefined;
}

function sizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  listSize: CostDirectives['listSizes'] extends ReadonlyMap<string, infer Size> ? Size | undefined : never,
): SizeFormula {
  const slices = (listSize?.slicingArguments ?? []).map((argument) => ({
    given: givenValue(node, argument),
    defaultValue: field.args.find(({ name }) => name === argument)?.defaultValue,
  }));
  const exactlyOne = listSize !== undefined && listSize.requireOneSlicingArgument && slices.length > 0;
  return { slices, inherited: [], assumed: listSize?.assumedSize, exactlyOne };
}

function argumentTerms(
  coordinate: string,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  weights: ReadonlyMap<string, number>,
): Formula[] {
  return field.args.flatMap((argument: GraphQLArgument): Formula[] => {
    const value = givenValue(node, argument.name);
    const weight = weights.get(`${coordinate}.${argument.name}`);
    return value === undefined ? [] : [{ kind: 'input', value, type: argument.type, weight }];
  });
}

function givenValue(node: FieldNode, argument: string) {
  return node.arguments?.find(({ name }) => name.value === argument)?.value;
}

function isList(type: GraphQLOutputType): boolean {
  return getNullableType(type) instanceof GraphQLList;
}

/** `@skip(if:)` and `@include(if:)` around a formula; a fixed condition decides at once. */
function conditional(directives: readonly DirectiveNode[] | undefined, body: Formula): Formula {
  return (directives ?? []).reduce<Formula>((inner, { name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return inner;
    const condition = args?.find((argument) => argument.name.value === 'if')?.value;
    const wanted = name.value === 'include';
    if (condition?.kind === Kind.BOOLEAN) return condition.value === wanted ? inner : FREE;
    if (condition?.kind !== Kind.VARIABLE) return inner;
    return { kind: 'when', variable: condition.name.value, equals: wanted, body: inner };
  }, body);
}

/** Adds constants together, so that what is evaluated per request is no more than what variables can change. */
function sum(terms: readonly Formula[]): Formula {
  const flat = terms.flatMap((term) => (term.kind === 'sum' ? term.terms : [term]));
  const constant = flat.reduce((total, term) => total + (term.kind === 'constant' ? term.value : 0), 0);
  const rest = flat.filter((term) => term.kind !== 'constant');
  if (rest.length === 0) return { kind: 'constant', value: constant };
  return { kind: 'sum', terms: [{ kind: 'constant', value: constant }, ...rest] };
}
