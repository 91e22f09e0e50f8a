import { isLeafType, isListType, isNonNullType } from 'graphql';
import { compileLeafCheck } from './leaf-values.ts';
import { reportMissing } from './shape-run.ts';
import type { GraphQLCompositeType, GraphQLLeafType, GraphQLList, GraphQLNonNull, GraphQLOutputType } from 'graphql';
import type { JsonObject } from '../query-plan.ts';
import type { ShapeRun } from './shape-run.ts';

/** Null because of something below that was reported already. */
export const NULLED = Symbol('nulled');
/** The same where the schema promises a value: null goes up. */
export const INVALID = Symbol('invalid');

/**
 * Fills one value of an answer.
 * @param given what an earlier selection of the same name has put there
 * @param value what subgraphs gave
 * @param parentType name of the type whose field it is
 * @returns the value, null, or one of the two signs
 */
export type ShapeValue = (run: ShapeRun, given: unknown, value: unknown, parentType: string) => unknown;

/** Fills an object. @returns true when null goes up to it */
export type ShapeObject = (run: ShapeRun, input: JsonObject, output: JsonObject, parentType: string) => boolean;

/** By type, of leaves: nothing about them depends on the document, and they are most of what a program is made of. */
const leaves = new WeakMap<GraphQLOutputType, ShapeValue>();

/**
 * Null propagation of the GraphQL specification (October 2021, section 6.4.4), over values that are there already.
 * @param shapeObject fills objects; undefined for leaves
 * @param isComposite whether a name is that of an object, an interface or a union
 */
export function compileValue(
  type: GraphQLOutputType,
  shapeObject: ShapeObject | undefined,
  isComposite: (name: string) => boolean,
): ShapeValue {
  if (shapeObject !== undefined) return newValue(type, shapeObject, isComposite);
  const value = leaves.get(type) ?? newValue(type, undefined, isComposite);
  leaves.set(type, value);
  return value;
}

function newValue(
  type: GraphQLOutputType,
  shapeObject: ShapeObject | undefined,
  isComposite: (name: string) => boolean,
): ShapeValue {
  if (isNonNullType(type)) return nonNull(type, compileValue(type.ofType, shapeObject, isComposite));
  const present = presentValue(type, shapeObject, isComposite);
  const isLeaf = shapeObject === undefined;
  return (run, given, value, parentType) => {
    if (given === null || (isLeaf && given !== undefined)) return given;
    return value === null ? null : present(run, given, value, parentType);
  };
}

function presentValue(
  type: GraphQLOutputType,
  shapeObject: ShapeObject | undefined,
  isComposite: (name: string) => boolean,
): ShapeValue {
  if (isListType(type))
    return list(
      type as GraphQLList<GraphQLOutputType>,
      compileValue(type.ofType as GraphQLOutputType, shapeObject, isComposite),
    );
  if (isLeafType(type)) return leaf(type);
  if (shapeObject === undefined) throw new Error(`${String(type)} has no selections`);
  return object(type as GraphQLCompositeType, shapeObject, isComposite);
}

function nonNull(type: GraphQLNonNull<GraphQLOutputType>, inner: ShapeValue): ShapeValue {
  return (run, given, value, parentType) => {
    // Null went up to here before, and was reported.
    if (given === null) return null;
    const shaped = inner(run, given, value, parentType);
    if (shaped === NULLED) return INVALID;
    if (shaped !== null) return shaped;
    reportMissing(run, 'Cannot return null for non-nullable', type.ofType, parentType);
    return INVALID;
  };
}

function list(type: GraphQLList<GraphQLOutputType>, inner: ShapeValue): ShapeValue {
  return (run, given, value, parentType) => {
    if (!Array.isArray(value))
      throw new Error(`Invalid non-list value returned by subgraph for list type ${String(type)}`);
    const before = given as readonly unknown[] | undefined;
    if (before !== undefined && before.length !== value.length) throw new Error('lists of two lengths');
    const shaped: unknown[] = [];
    let nulled = false;
    for (let index = 0; index < value.length; index += 1) {
      run.path.push(index);
      const one = inner(run, before?.[index], value[index], parentType);
      run.path.pop();
      nulled ||= one === INVALID;
      shaped.push(one === NULLED || one === INVALID ? null : one);
    }
    return nulled ? NULLED : shaped;
  };
}

function object(
  type: GraphQLCompositeType,
  shapeObject: ShapeObject,
  isComposite: (name: string) => boolean,
): ShapeValue {
  return (run, given, value, parentType) => {
    if (typeof value !== 'object')
      throw new Error(`Invalid non-object value returned by subgraph for composite type ${type.name}`);
    const input = value as JsonObject;
    const typename = input['__typename'];
    if (typename !== undefined && typeof typename !== 'string')
      throw new Error('Invalid non-string value for __typename');
    if (typename && !isComposite(typename)) {
      reportMissing(run, 'Invalid __typename found for object at', type, parentType);
      return NULLED;
    }
    const output = (given ?? {}) as JsonObject;
    return shapeObject(run, input, output, typename || type.name) ? NULLED : output;
  };
}

function leaf(type: GraphQLLeafType): ShapeValue {
  const isValid = compileLeafCheck(type);
  return (run, _given, value, parentType) => {
    if (isValid(value)) return value;
    reportMissing(run, 'Invalid value found for', type, parentType);
    return NULLED;
  };
}
