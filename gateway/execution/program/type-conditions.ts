import { isInterfaceType, isUnionType } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/** The names that `__typename` may have for a condition on a type to hold: the type itself, its members, its implementations. */
export type TypeConditions = (condition: string) => ReadonlySet<string>;

/** Each set is made once, because conditions are met again and again within one schema. */
export function createTypeConditions(schema: GraphQLSchema): TypeConditions {
  const known = new Map<string, ReadonlySet<string>>();
  return (condition) => {
    const names = known.get(condition) ?? namesFor(schema, condition);
    known.set(condition, names);
    return names;
  };
}

function namesFor(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const type = schema.getType(condition);
  const names = new Set([condition]);
  if (isUnionType(type)) for (const member of type.getTypes()) names.add(member.name);
  if (isInterfaceType(type)) {
    const { objects, interfaces } = schema.getImplementations(type);
    for (const { name } of [...objects, ...interfaces]) names.add(name);
  }
  return names;
}
