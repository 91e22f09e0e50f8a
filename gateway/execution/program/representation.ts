import { mergeInto } from './merge-data.ts';
import { safeName } from './safe-names.ts';
import { UnsupportedPlan } from './unsupported-plan.ts';
import type { JsonObject, RequiredSelection } from './query-plan.ts';
import type { TypeConditions } from './type-conditions.ts';

/** Reads from an entity what a subgraph needs to know of it; null when something of it is missing. */
export type Accessor = (entity: JsonObject | null) => JsonObject | null;
type Step = (entity: JsonObject, into: JsonObject) => boolean;

/**
 * What a subgraph is told of an entity (Apollo Federation, `_entities(representations:)`), as one function of the entity.
 * @param selections of the plan: `__typename`, keys, and fields named by `@requires`
 * @throws UnsupportedPlan for names that cannot be read safely
 */
export function compileRepresentation(selections: readonly RequiredSelection[], conditions: TypeConditions): Accessor {
  const steps = selections.map((selection) => compileStep(selection, conditions));
  return (entity) => {
    if (entity === null) return null;
    const into: JsonObject = {};
    for (const step of steps) if (!step(entity, into)) return null;
    return into;
  };
}

/** @returns false from the step when the entity lacks a field that is asked for; without it the subgraph is not asked */
function compileStep(selection: RequiredSelection, conditions: TypeConditions): Step {
  switch (selection.kind) {
    case 'Field': {
      const name = safeName(selection.alias ?? selection.name);
      const inner = selection.selections && compileRepresentation(selection.selections, conditions);
      return inner === undefined ? plainField(name) : objectField(name, inner);
    }
    case 'InlineFragment': {
      if (selection.typeCondition === undefined) return () => true;
      return fragment(conditions(selection.typeCondition), compileRepresentation(selection.selections, conditions));
    }
    default:
      throw new UnsupportedPlan('node', 'a selection of neither a field nor a fragment');
  }
}

function plainField(name: string): Step {
  return (entity, into) => {
    const value = entity[name];
    if (value === undefined) return false;
    into[name] = value;
    return true;
  };
}

function objectField(name: string, inner: Accessor): Step {
  return (entity, into) => {
    const value = entity[name];
    if (value === undefined) return false;
    into[name] = Array.isArray(value)
      ? value.map((element) => inner(element as JsonObject | null))
      : inner(value as JsonObject | null);
    return true;
  };
}

function fragment(names: ReadonlySet<string>, inner: Accessor): Step {
  return (entity, into) => {
    if (!names.has(entity['__typename'] as string)) return true;
    const part = inner(entity);
    if (part !== null) mergeInto(into, part);
    return true;
  };
}
