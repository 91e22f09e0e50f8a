import { Kind, getNamedType } from 'graphql';
import { ONE, conditional, greatestOf, product } from './formula.ts';
import { NO_SIZES, repeated, sizeOfField } from './field-size.ts';
import { fieldOf } from './field-of.ts';
import type { FieldNode, GraphQLNamedType, SelectionSetNode } from 'graphql';
import type { CostSchema, Fragments } from './compile-cost.ts';
import type { InheritedSizes } from './field-size.ts';
import type { Formula } from './formula.ts';

/** Keys into an answer; `@` stands for every element of a list. */
export type AnswerPath = readonly (string | number)[];

/**
 * How many objects an answer has at each of its places, as functions of the variables. Between two subgraphs entities travel in lists
 * whose length no argument says: it is the number of objects at the place that a fetch of the plan is about.
 */
export interface Places {
  /** @param path of a fetch in the answer. @returns how many objects are there at most */
  at(path: AnswerPath): Formula;
  /**
   * Adds what a selection brings.
   * @param path at which the selection is merged into the answer
   * @param renamed other names that fields of the selection get in the answer, by the key under which they are asked for
   */
  add(path: AnswerPath, selected: Selected, renamed: ReadonlyMap<string, string>): void;
}

/** A selection on a type. */
export interface Selected {
  readonly set: SelectionSetNode;
  /** `undefined` for the union of all entities, where only fragments say which type they are about. */
  readonly type: GraphQLNamedType | undefined;
  readonly fragments: Fragments;
}

interface Here {
  readonly place: string;
  readonly count: Formula;
  readonly sizes: InheritedSizes;
}

interface Walk {
  readonly costs: CostSchema;
  readonly fragments: Fragments;
  readonly renamed: ReadonlyMap<string, string>;
  readonly record: (place: string, count: Formula) => void;
}

const ELEMENT = '@';
const ROOT = '';
/** A list about which nothing is known. */
const UNKNOWN_LIST: Formula = {
  kind: 'repeat',
  size: { slices: [], inherited: [], assumed: undefined, exactlyOne: false },
  body: ONE,
};

export function createPlaces(costs: CostSchema): Places {
  const counts = new Map<string, Formula>([[ROOT, ONE]]);
  const record = (place: string, count: Formula): void => {
    const known = counts.get(place);
    counts.set(place, known === undefined ? count : greatestOf(known, count));
  };
  const at = (path: AnswerPath): Formula => {
    const known = counts.get(placeOf(path));
    if (known !== undefined) return known;
    // A place that no fetch before names; a list there has the size of any list.
    const around = at(path.slice(0, -1));
    return path.at(-1) === ELEMENT ? product(around, UNKNOWN_LIST) : around;
  };
  return {
    at,
    add: (path, { set, type, fragments }, renamed) => {
      walkSet({ costs, fragments, renamed, record }, set, type, {
        place: placeOf(path),
        count: at(path),
        sizes: NO_SIZES,
      });
    },
  };
}

function placeOf(path: AnswerPath): string {
  return path.reduce<string>((place, key) => join(place, String(key)), ROOT);
}

function join(place: string, key: string): string {
  return `${place}.${key}`;
}

function walkSet(walk: Walk, set: SelectionSetNode, parent: GraphQLNamedType | undefined, here: Here): void {
  for (const selection of set.selections) {
    const count = conditional(selection.directives, here.count);
    if (selection.kind === Kind.FIELD) {
      walkField(walk, selection, parent, { ...here, count });
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments[selection.name.value];
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? parent : walk.costs.schema.getType(condition);
    walkSet(walk, fragment.selectionSet, type, { ...here, count });
  }
}

function walkField(walk: Walk, node: FieldNode, parent: GraphQLNamedType | undefined, here: Here): void {
  const field = parent && fieldOf(parent, node.name.value);
  if (parent === undefined || field === undefined || node.selectionSet === undefined) return;
  const listSize = walk.costs.directives.listSizes.get(`${parent.name}.${node.name.value}`);
  const size = sizeOfField(node, field, listSize, here.sizes.get(node.name.value));
  const count = product(here.count, repeated(size, ONE));
  const key = node.alias?.value ?? node.name.value;
  const other = walk.renamed.get(key);
  for (const name of other === undefined ? [key] : [key, other]) {
    const place = size.levels.reduce((list) => join(list, ELEMENT), join(here.place, name));
    walk.record(place, count);
    walkSet(walk, node.selectionSet, getNamedType(field.type), { place, count, sizes: size.handedDown });
  }
}
