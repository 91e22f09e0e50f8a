import { Kind, getNullableType, isInputObjectType, isListType } from 'graphql';
import { AppError } from '#platform/errors';
import { MAX_PAGE_SIZE } from '../limits.ts';
import type { GraphQLInputType, ValueNode } from 'graphql';
import type { Formula, SizeFormula, SliceFormula } from './formula.ts';

/** Costs grow by multiplication; from here on it only matters that they are too high. */
const MAX_VALUE = Number.MAX_SAFE_INTEGER;

/** Variables of one request, coerced, with the defaults of the operation. */
export type Variables = Readonly<Record<string, unknown>>;
export type InputWeights = ReadonlyMap<string, number>;

/**
 * The cost of one request.
 * Attack: a document is let in with `first: 1`, remembered as harmless, and run with `first: 100` at every level. Rule: nothing
 * about a cost is remembered but the formula; the variables of this request go in every time.
 * @param weights `@cost` of input fields and types, by coordinate
 * @returns whole number from 0, at most `Number.MAX_SAFE_INTEGER`
 * @throws AppError COST_INVALID_SLICING_ARGUMENTS when a list that wants exactly one paging argument got another number
 */
export function evaluateCost(formula: Formula, variables: Variables, weights: InputWeights): number {
  switch (formula.kind) {
    case 'constant':
      return bounded(formula.value);
    case 'sum':
      return formula.terms.reduce((total, term) => bounded(total + evaluateCost(term, variables, weights)), 0);
    case 'product':
      return formula.factors.reduce((total, factor) => bounded(total * evaluateCost(factor, variables, weights)), 1);
    case 'greatest':
      return Math.max(...formula.terms.map((term) => evaluateCost(term, variables, weights)));
    case 'repeat':
      return bounded(sizeOf(formula.size, variables) * evaluateCost(formula.body, variables, weights));
    case 'when':
      // Only a definite "no" is free: the executor may read an odd value, such as null, as "yes".
      return variables[formula.variable] === !formula.equals ? 0 : evaluateCost(formula.body, variables, weights);
    case 'input':
      return inputCost(resolve(formula.value, variables), formula.type, formula.weight, weights);
  }
}

function sizeOf(size: SizeFormula, variables: Variables): number {
  return knownSize(size, variables) ?? MAX_PAGE_SIZE;
}

/** The greatest size that is known; negative sizes count as none, so that they cannot pay for other fields. */
function knownSize(size: SizeFormula, variables: Variables): number | undefined {
  const given = size.slices.flatMap((slice) => sliceValue(slice, variables) ?? []);
  if (size.exactlyOne && given.length !== 1) throw new AppError('COST_INVALID_SLICING_ARGUMENTS');
  const inherited = size.inherited.flatMap((handedDown) => knownSize(handedDown, variables) ?? []);
  const sliced = given.length > 0 ? given : size.assumed === undefined ? [] : [size.assumed];
  const known = [...sliced, ...inherited];
  return known.length === 0 ? undefined : bounded(Math.max(...known));
}

/** A number, or the length of a list; null and absent say nothing. An absent argument takes the schema's default. */
function sliceValue({ given, defaultValue }: SliceFormula, variables: Variables): number | undefined {
  const value = given === undefined ? undefined : resolve(given, variables);
  const effective = value === undefined ? defaultValue : value;
  if (typeof effective === 'number') return effective;
  return Array.isArray(effective) ? effective.length : undefined;
}

/** The plain value of an argument; `undefined` for a variable that was not given. */
function resolve(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map((item) => resolve(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, resolve(value, variables)]));
    case Kind.NULL:
      return null;
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
  }
}

/** An input object costs its weight or 1 and what its fields cost; a list what its elements cost; a scalar its weight or 0. */
function inputCost(value: unknown, type: GraphQLInputType, weight: number | undefined, weights: InputWeights): number {
  if (value === undefined || value === null) return 0;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const ofItems = items.map((item) => inputCost(item, nullable.ofType, undefined, weights));
    return ofItems.reduce((total, item) => bounded(total + item), bounded(weight ?? 0));
  }
  if (!isInputObjectType(nullable)) return bounded(weight ?? weights.get(nullable.name) ?? 0);
  return Object.values(nullable.getFields()).reduce(
    (total, field) => {
      const given = (value as Readonly<Record<string, unknown>>)[field.name];
      return bounded(total + inputCost(given, field.type, weights.get(`${nullable.name}.${field.name}`), weights));
    },
    bounded(weight ?? 1),
  );
}

function bounded(value: number): number {
  // Negated, so that NaN becomes the greatest value: what cannot be counted is too much.
  return value <= MAX_VALUE ? Math.max(0, Math.ceil(value)) : MAX_VALUE;
}
