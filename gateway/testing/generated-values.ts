import { isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField } from 'graphql';
import { oneOf } from './choices.ts';
import type { GraphQLInputType } from 'graphql';
import type { Choose } from './choices.ts';

/** A value as it stands in a document, and as a variable. */
export interface InputValue {
  readonly literal: string;
  readonly json: unknown;
}

const MAX_LEVELS = 3;

/** A value of an input type. */
export function inputValue(type: GraphQLInputType, choose: Choose, levels = MAX_LEVELS): InputValue {
  if (isNonNullType(type)) return inputValue(type.ofType, choose, levels);
  if (isListType(type)) {
    const one = inputValue(type.ofType, choose, levels - 1);
    return { literal: `[${one.literal}]`, json: [one.json] };
  }
  if (isEnumType(type)) {
    const { name } = oneOf(choose, type.getValues());
    return { literal: name, json: name };
  }
  if (!isInputObjectType(type)) return scalar(type.name, choose(10));
  const fields = Object.values(type.getFields())
    .filter((field) => isRequiredInputField(field) || (levels > 0 && choose(4) === 3))
    .map((field) => [field.name, inputValue(field.type, choose, levels - 1)] as const);
  return {
    literal: `{${fields.map(([name, { literal }]) => `${name}: ${literal}`).join(', ')}}`,
    json: Object.fromEntries(fields.map(([name, { json }]) => [name, json])),
  };
}

function scalar(name: string, number: number): InputValue {
  const json =
    name === 'Boolean' ? number % 2 === 0 : ['Int', 'Float'].includes(name) ? number : `text ${String(number)}`;
  return { literal: JSON.stringify(json), json };
}
