import { compileFits } from './fitting-values.ts';
import { INVALID, NULLED, compileValue } from './shape-values.ts';
import { compileSkipped } from './switches.ts';
import type { CompileCondition } from '../conditions.ts';
import type { JsonObject } from '../query-plan.ts';
import type { KnownFits } from './fitting-values.ts';
import type { SchemaTypes } from './schema-types.ts';
import type { FieldSelection, FragmentSelection, Selection } from './selection-tree.ts';
import type { ShapeObject } from './shape-values.ts';

interface ShapeDeps extends SchemaTypes {
  readonly condition: CompileCondition;
}

/**
 * Selections as one function that fills an object.
 * @throws UnsupportedPlan for conditions on unsafe names
 */
export function compileSelections(selections: readonly Selection[], deps: ShapeDeps): ShapeObject {
  return compileAll(selections, deps, { shapes: new Map(), fits: new Map() });
}

/** What is compiled already: a named fragment is compiled once, however often it is spread. */
interface Compiled {
  readonly shapes: Map<readonly Selection[], ShapeObject>;
  readonly fits: KnownFits;
}

function compileAll(selections: readonly Selection[], deps: ShapeDeps, compiled: Compiled): ShapeObject {
  const known = compiled.shapes.get(selections);
  if (known !== undefined) return known;
  const shape = inTurn([...selections.flatMap((selection) => compileSelection(selection, deps, compiled) ?? [])]);
  compiled.shapes.set(selections, shape);
  return shape;
}

/** By itself, so that a program holds on to its steps alone and to nothing that they were made from. */
function inTurn(steps: readonly ShapeObject[]): ShapeObject {
  return (run, input, output, parentType) => {
    for (const step of steps) if (step(run, input, output, parentType)) return true;
    return false;
  };
}

/** @returns undefined for what is never selected */
function compileSelection(selection: Selection, deps: ShapeDeps, compiled: Compiled): ShapeObject | undefined {
  const skipped = compileSkipped(selection, deps.condition);
  if (skipped === true) return undefined;
  const step = selection.kind === 'field' ? field(selection, deps, compiled) : fragment(selection, deps, compiled);
  if (skipped === undefined) return step;
  return (run, input, output, parentType) => !skipped(run.variables) && step(run, input, output, parentType);
}

function field(selection: FieldSelection, deps: ShapeDeps, compiled: Compiled): ShapeObject {
  const { responseName: name, type, children } = selection;
  if (type === undefined) return typename(name, deps);
  const value = compileValue(type, children && compileAll(children, deps, compiled), deps.isComposite);
  const fits = compileFits(type, children, deps, compiled.fits);
  return (run, input, output, parentType) => {
    const given = output[name];
    const received = input[name] ?? null;
    if (given === undefined && fits?.(received) === true) {
      output[name] = received;
      return false;
    }
    run.path.push(name);
    const shaped = value(run, given, received, parentType);
    run.path.pop();
    output[name] = shaped === NULLED || shaped === INVALID ? null : shaped;
    return shaped === INVALID;
  };
}

function typename(name: string, { isObject, isType }: ShapeDeps): ShapeObject {
  return (_run, input, output, parentType) => {
    if (output[name] !== undefined) return false;
    const value = input[name] ?? input['__typename'];
    const type = typeof value === 'string' && isType(value) ? value : parentType;
    // What it is, nobody said.
    if (!isObject(type)) return true;
    output[name] = type;
    return false;
  };
}

function fragment(selection: FragmentSelection, deps: ShapeDeps, compiled: Compiled): ShapeObject {
  const { typeCondition, children } = selection;
  const shape = compileAll(children, deps, compiled);
  if (typeCondition === undefined)
    return (run, input, output, parentType) => {
      typenameOf(input);
      return shape(run, input, output, parentType);
    };
  const names = deps.conditions(typeCondition);
  return (run, input, output, parentType) =>
    names.has(typenameOf(input) ?? parentType) && shape(run, input, output, typeCondition);
}

/** @throws Error for what no subgraph of a sound mind says, wherever types could matter, as the stock executor does */
function typenameOf(input: JsonObject): string | undefined {
  const value = input['__typename'];
  if (!value) return undefined;
  if (typeof value !== 'string') throw new Error('Got unexpected value for __typename');
  return value;
}
