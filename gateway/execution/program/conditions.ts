import { Kind } from 'graphql';
import { safeName } from './safe-names.ts';
import type { OperationDefinitionNode } from 'graphql';
import type { JsonObject } from './query-plan.ts';

/** @throws Error when the variable has no Boolean value, although the operation says so */
export type Condition = (variables: JsonObject) => boolean;
export type CompileCondition = (variable: string) => Condition;

/** Conditions on variables of an operation, which may have defaults. */
export function conditionsOf(operation: OperationDefinitionNode): CompileCondition {
  const defaults = new Map<string, boolean>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.BOOLEAN) defaults.set(variable.name.value, defaultValue.value);
  return (variable) => {
    const name = safeName(variable);
    const otherwise = defaults.get(name);
    return (variables) => {
      const value = variables[name] === undefined ? otherwise : variables[name];
      if (typeof value !== 'boolean') throw new Error(`the variable $${name} has no Boolean value`);
      return value;
    };
  };
}
