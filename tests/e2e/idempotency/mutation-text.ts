import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { apiSchema } from '../../support/e2e/operations.ts';
import type { GraphQLObjectType } from 'graphql';

/** What other entries add to, or what another service answers as things are now. */
const MAX_DEPTH = 2;

/** A mutation that asks for everything its own service says of the result: all scalars, two levels down. */
export function fullMutation(name: string): string {
  const field = apiSchema().getMutationType()?.getFields()[name];
  const type = field && getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`no mutation ${name}`);
  const [argument] = field?.args ?? [];
  return `mutation ($input: ${String(argument?.type)}) { ${name}(input: $input) ${selection(type, MAX_DEPTH)} }`;
}

function selection(type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    return isObjectType(named) && field.args.length === 0 && depth > 1
      ? [`${field.name} ${selection(named, depth - 1)}`]
      : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
