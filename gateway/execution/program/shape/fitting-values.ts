import { isLeafType, isListType, isNonNullType } from 'graphql';
import { compileLeafCheck } from './leaf-values.ts';
import type { GraphQLOutputType } from 'graphql';
import type { JsonObject } from '../query-plan.ts';
import type { SchemaTypes } from './schema-types.ts';
import type { Selection } from './selection-tree.ts';

/**
 * Whether a value that subgraphs gave is, just as it is, what the operation asks for: the same keys in the same order, nothing missing and
 * nothing to report. Then it is the answer, and nothing is copied.
 */
export type Fits = (value: unknown) => boolean;

/** By selections, so that each is compiled once. */
export type KnownFits = Map<readonly Selection[], Fits | undefined>;

/** By type, of leaves: the same for every document. */
const leaves = new WeakMap<GraphQLOutputType, Fits>();

/**
 * @param children selections of an object; undefined for a leaf
 * @returns undefined where no value can be said to fit before it is filled: fragments, conditions, one key asked for twice
 */
export function compileFits(
  type: GraphQLOutputType,
  children: readonly Selection[] | undefined,
  types: SchemaTypes,
  known: KnownFits,
): Fits | undefined {
  if (isNonNullType(type)) return compileFits(type.ofType, children, types, known);
  const leaf = children === undefined ? leaves.get(type) : undefined;
  if (leaf !== undefined) return leaf;
  const present = compilePresent(type, children, types, known);
  if (present === undefined) return undefined;
  const fits: Fits = (value) => value !== null && value !== undefined && present(value);
  if (children === undefined) leaves.set(type, fits);
  return fits;
}

/** Of a value that is not null; null is always looked at more closely, because it may have to go up. */
function compilePresent(
  type: GraphQLOutputType,
  children: readonly Selection[] | undefined,
  types: SchemaTypes,
  known: KnownFits,
): Fits | undefined {
  if (isListType(type)) {
    const element = compileFits(type.ofType as GraphQLOutputType, children, types, known);
    return element && ((value) => Array.isArray(value) && everyFits(value, element));
  }
  if (isLeafType(type)) return compileLeafCheck(type);
  return children && objectFits(children, types, known);
}

function everyFits(values: readonly unknown[], fits: Fits): boolean {
  // Without an iterator: a long list is most of an answer.
  for (let index = 0; index < values.length; index += 1) if (!fits(values[index])) return false;
  return true;
}

function objectFits(children: readonly Selection[], types: SchemaTypes, known: KnownFits): Fits | undefined {
  if (!known.has(children)) known.set(children, compileObject(children, types, known));
  return known.get(children);
}

function compileObject(children: readonly Selection[], types: SchemaTypes, known: KnownFits): Fits | undefined {
  const names: string[] = [];
  const checks: Fits[] = [];
  for (const selection of children) {
    if (selection.kind !== 'field' || selection.skip !== undefined || selection.include !== undefined) return undefined;
    const { responseName, type } = selection;
    if (names.includes(responseName)) return undefined;
    // What an object says under this name is its type, whatever the client meant by it.
    if (responseName === '__typename' && type !== undefined) return undefined;
    const check = type === undefined ? typenameFits(types) : compileFits(type, selection.children, types, known);
    if (check === undefined) return undefined;
    names.push(responseName);
    checks.push(check);
  }
  return objectOf([...names], [...checks]);
}

/** @param names and checks without the room that a list has that grew: there are very many of these */
function objectOf(names: readonly string[], checks: readonly Fits[]): Fits {
  return (value) =>
    typeof value === 'object' && !Array.isArray(value) && hasExactly(value as JsonObject, names, checks);
}

function typenameFits({ isObject }: SchemaTypes): Fits {
  return (value) => typeof value === 'string' && isObject(value);
}

function hasExactly(object: JsonObject, names: readonly string[], checks: readonly Fits[]): boolean {
  let index = 0;
  for (const key in object) {
    if (key !== names[index] || checks[index]?.(object[key]) !== true) return false;
    index += 1;
  }
  return index === names.length;
}
