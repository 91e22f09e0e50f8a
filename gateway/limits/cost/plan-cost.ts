import { Kind, OperationTypeNode, parse } from 'graphql';
import { MUTATION_COST } from '../limits.ts';
import { costOfSet } from './compile-cost.ts';
import { evaluateCost } from './evaluate-cost.ts';
import { NO_SIZES } from './field-size.ts';
import { product, sum, when } from './formula.ts';
import { createPlaces } from './places.ts';
import type {
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { CostSchema, Fragments } from './compile-cost.ts';
import type { Variables } from './evaluate-cost.ts';
import type { Formula } from './formula.ts';
import type { AnswerPath, Places } from './places.ts';

/** A call of a subgraph, as plans of the library describe it. */
interface PlannedFetch {
  readonly kind: 'Fetch';
  readonly serviceName: string;
  readonly operation: string;
  readonly outputRewrites?: readonly {
    readonly kind: string;
    readonly path: readonly string[];
    readonly renameKeyTo?: string;
  }[];
}

/** A part of a query plan; kinds that are not known cost too much. */
type PlanNode =
  | PlannedFetch
  | { readonly kind: 'Sequence' | 'Parallel'; readonly nodes: readonly PlanNode[] }
  | { readonly kind: 'Flatten'; readonly path: AnswerPath; readonly node: PlanNode }
  | {
      readonly kind: 'Condition';
      readonly condition: string;
      readonly ifClause?: PlanNode;
      readonly elseClause?: PlanNode;
    }
  | { readonly kind: 'Defer' | 'Subscription' };

/** The cost of a plan as formulas: what each subgraph has to do. */
export type PlanCost = ReadonlyMap<string, Formula>;

/** What one request will cost at the most. */
export interface CostEstimate {
  readonly total: number;
  readonly bySubgraph: ReadonlyMap<string, number>;
}

const TOO_MUCH: Formula = { kind: 'constant', value: Number.MAX_SAFE_INTEGER };
const UNKNOWN_SUBGRAPH = '';
const ENTITIES = '_entities';

/**
 * Compiles a query plan into a cost formula for each subgraph. Attack: a page of a hundred whose owners live elsewhere, so that one line of
 * a document is a hundred objects for a service that the document does not name. Rule: joins are counted, by the objects they are about. A fetch costs what its operation costs by the rules of `compileCost`;
 * a fetch of entities costs that for each object at the place it is about, and at least 1 for each, so a join is never free.
 * @param node root of the plan; nothing when no subgraph is called
 */
export function compilePlanCost(costs: CostSchema, node: PlanNode | undefined): PlanCost {
  const terms = new Map<string, Formula[]>();
  const compilation: PlanCompilation = {
    costs,
    places: createPlaces(costs),
    add: (subgraph, cost) => void terms.set(subgraph, [...(terms.get(subgraph) ?? []), cost]),
  };
  if (node !== undefined) compileNode(compilation, node, [], (cost) => cost);
  return new Map([...terms].map(([subgraph, all]) => [subgraph, sum(all)]));
}

/**
 * @param variables of the request, coerced
 * @throws AppError COST_INVALID_SLICING_ARGUMENTS
 */
export function evaluatePlanCost(plan: PlanCost, variables: Variables, { directives }: CostSchema): CostEstimate {
  const bySubgraph = new Map<string, number>();
  let total = 0;
  for (const [subgraph, formula] of plan) {
    const cost = evaluateCost(formula, variables, directives.weights);
    bySubgraph.set(subgraph, cost);
    total = Math.min(Number.MAX_SAFE_INTEGER, total + cost);
  }
  return { total, bySubgraph };
}

interface PlanCompilation {
  readonly costs: CostSchema;
  readonly places: Places;
  readonly add: (subgraph: string, cost: Formula) => void;
}

/** @param under puts a cost under the conditions that the node is under */
function compileNode(on: PlanCompilation, node: PlanNode, path: AnswerPath, under: (cost: Formula) => Formula): void {
  switch (node.kind) {
    case 'Fetch':
      on.add(node.serviceName, under(compileFetch(on, node, path)));
      return;
    case 'Sequence':
    case 'Parallel':
      // In this order: the places of a fetch are known from the fetches before.
      for (const child of node.nodes) compileNode(on, child, path, under);
      return;
    case 'Flatten':
      compileNode(on, node.node, [...path, ...node.path], under);
      return;
    case 'Condition':
      // Both, for a value that is neither true nor false.
      if (node.ifClause) compileNode(on, node.ifClause, path, (cost) => under(when(node.condition, true, cost)));
      if (node.elseClause) compileNode(on, node.elseClause, path, (cost) => under(when(node.condition, false, cost)));
      return;
    default:
      on.add(UNKNOWN_SUBGRAPH, TOO_MUCH);
  }
}

function compileFetch({ costs, places }: PlanCompilation, fetch: PlannedFetch, path: AnswerPath): Formula {
  const { operation, fragments } = partsOf(fetch.operation);
  const on = { costs, fragments };
  const renamed = renamedKeys(fetch);
  const entities = entitiesField(operation.selectionSet);
  if (entities?.selectionSet === undefined) {
    const type = costs.schema.getRootType(operation.operation) ?? undefined;
    places.add(path, { set: operation.selectionSet, type, fragments }, renamed);
    const base = operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0;
    return sum([{ kind: 'constant', value: base }, costOfSet(on, operation.selectionSet, type, NO_SIZES)]);
  }
  const { selectionSet } = entities;
  const count = places.at(path);
  places.add(path, { set: selectionSet, type: undefined, fragments }, renamed);
  const own: Formula = { kind: 'constant', value: weightOfEntity(costs, selectionSet, fragments) };
  return product(count, sum([own, costOfSet(on, selectionSet, undefined, NO_SIZES)]));
}

/** Of the dearest type that may be among the entities. */
export function weightOfEntity({ directives }: CostSchema, set: SelectionSetNode, fragments: Fragments): number {
  const weights = set.selections.map(
    (selection) => directives.weights.get(conditionOf(selection, fragments) ?? '') ?? 1,
  );
  return Math.max(1, ...weights);
}

/** The field under which a subgraph answers with entities, when the operation asks for some. */
export function entitiesField({ selections }: SelectionSetNode): FieldNode | undefined {
  const [first] = selections;
  return first?.kind === Kind.FIELD && first.name.value === ENTITIES ? first : undefined;
}

/** The operation and the fragments of the text that a subgraph gets. */
export function partsOf(text: string): {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
} {
  const { definitions } = parse(text, { noLocation: true });
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('a fetch without an operation');
  const fragments = definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  return { operation, fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])) };
}

function conditionOf(selection: SelectionNode, fragments: Fragments): string | undefined {
  if (selection.kind === Kind.FIELD) return undefined;
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
  return fragment?.typeCondition?.name.value;
}

/** Keys that a fetch asks for under another name than the answer has, because two types mean different things by it. */
function renamedKeys({ outputRewrites = [] }: PlannedFetch): ReadonlyMap<string, string> {
  return new Map(
    outputRewrites.flatMap(({ path, renameKeyTo }) => {
      const key = path.at(-1);
      return key === undefined || renameKeyTo === undefined ? [] : [[key, renameKeyTo] as const];
    }),
  );
}
