import { Kind, getNamedType } from 'graphql';
import { LRUCache } from 'lru-cache';
import { argumentTerms, ownWeight } from './compile-cost.ts';
import { evaluateCost } from './evaluate-cost.ts';
import { fieldOf } from './field-of.ts';
import { entitiesField, partsOf, weightOfEntity } from './plan-cost.ts';
import type { FieldNode, GraphQLNamedType, SelectionSetNode } from 'graphql';
import type { CostSchema, Fragments } from './compile-cost.ts';
import type { Variables } from './evaluate-cost.ts';
import type { Formula } from './formula.ts';

/** Operations of subgraphs whose measures are kept; a plan has a few of them. */
const MAX_MEASURES = 2_000;
/** Characters of all of them. */
const MAX_CHARACTERS = 2_000_000;

/** What the values under one key of an object cost. */
interface Measure {
  readonly own: number;
  readonly terms: readonly Formula[];
  readonly below: Measures;
}
/** By response key; keys whose values cost nothing are not there. */
type Measures = readonly (readonly [string, Measure])[];

/**
 * What the answers of subgraphs really cost: each object its weight or 1, each value its weight or 0, each element of a list, and
 * arguments (actual cost in Apollo's demand control, mode `by_subgraph`; a mutation has no price of its own here).
 * @returns a function of the text that the subgraph got, the `data` that it answered with, and the variables of the request
 */
export function createAnswerMeasure(
  costs: CostSchema,
): (operation: string, data: unknown, variables: Variables) => number {
  const known = new LRUCache<string, Measures>({
    max: MAX_MEASURES,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_measures, operation) => Math.max(1, operation.length),
  });
  return (operation, data, variables) => {
    const measures = known.get(operation) ?? compileMeasures(costs, operation);
    known.set(operation, measures);
    return bounded(costOfObject(data, measures, (term) => evaluateCost(term, variables, costs.directives.weights)));
  };
}

type Evaluate = (term: Formula) => number;

function costOfObject(value: unknown, measures: Measures, evaluate: Evaluate): number {
  if (typeof value !== 'object' || value === null) return 0;
  const object = value as Readonly<Record<string, unknown>>;
  let cost = 0;
  for (const [key, measure] of measures) {
    if (!Object.hasOwn(object, key)) continue;
    cost += costOfValue(object[key], measure, evaluate);
    for (const term of measure.terms) cost += evaluate(term);
  }
  return cost;
}

function costOfValue(value: unknown, measure: Measure, evaluate: Evaluate): number {
  if (value === null || value === undefined) return 0;
  if (!Array.isArray(value)) return measure.own + costOfObject(value, measure.below, evaluate);
  let cost = 0;
  for (const element of value as readonly unknown[]) cost += costOfValue(element, measure, evaluate);
  return cost;
}

function bounded(cost: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, cost);
}

interface Draft {
  own: number;
  readonly terms: Formula[];
  readonly below: Drafts;
}
type Drafts = Map<string, Draft>;

function compileMeasures(costs: CostSchema, text: string): Measures {
  const { operation, fragments } = partsOf(text);
  const drafts: Drafts = new Map();
  const entities = entitiesField(operation.selectionSet);
  if (entities?.selectionSet === undefined) {
    const root = costs.schema.getRootType(operation.operation) ?? undefined;
    draftSet({ costs, fragments }, operation.selectionSet, root, drafts);
  } else {
    const below: Drafts = new Map();
    draftSet({ costs, fragments }, entities.selectionSet, undefined, below);
    drafts.set(entities.alias?.value ?? entities.name.value, {
      own: weightOfEntity(costs, entities.selectionSet, fragments),
      terms: [],
      below,
    });
  }
  return measuresOf(drafts);
}

interface Draftsman {
  readonly costs: CostSchema;
  readonly fragments: Fragments;
}

function draftSet(on: Draftsman, set: SelectionSetNode, parent: GraphQLNamedType | undefined, into: Drafts): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (parent !== undefined) draftField(on, selection, parent, into);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : on.fragments[selection.name.value];
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? parent : on.costs.schema.getType(condition);
    draftSet(on, fragment.selectionSet, type, into);
  }
}

/** Selections of one key are one value of the answer, so they count once. */
function draftField(on: Draftsman, node: FieldNode, parent: GraphQLNamedType, into: Drafts): void {
  const field = fieldOf(parent, node.name.value);
  if (field === undefined) return;
  const key = node.alias?.value ?? node.name.value;
  const known = into.get(key);
  const draft = known ?? { own: 0, terms: argumentTerms(on.costs, parent, field, node), below: new Map() };
  draft.own = Math.max(draft.own, ownWeight(on.costs, parent, field));
  into.set(key, draft);
  if (node.selectionSet !== undefined) draftSet(on, node.selectionSet, getNamedType(field.type), draft.below);
}

function measuresOf(drafts: Drafts): Measures {
  return [...drafts].flatMap(([key, { own, terms, below }]) => {
    const measure = { own, terms, below: measuresOf(below) };
    return own === 0 && terms.length === 0 && measure.below.length === 0 ? [] : [[key, measure] as const];
  });
}
