import { isCompositeType, isObjectType } from 'graphql';
import { createTypeConditions } from '../type-conditions.ts';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { TypeConditions } from '../type-conditions.ts';

/** What answers are checked against, by the names of types in the schema that clients see. */
export interface SchemaTypes {
  readonly conditions: TypeConditions;
  readonly isComposite: (name: string) => boolean;
  readonly isObject: (name: string) => boolean;
  readonly isType: (name: string) => boolean;
}

/** Made once for each schema: all programs share the tables. */
export function createSchemaTypes(schema: GraphQLSchema): SchemaTypes {
  const types = Object.values(schema.getTypeMap());
  return {
    conditions: createTypeConditions(schema),
    isComposite: namesOf(types.filter(isCompositeType)),
    isObject: namesOf(types.filter(isObjectType)),
    isType: namesOf(types),
  };
}

function namesOf(types: readonly GraphQLNamedType[]): (name: string) => boolean {
  const names = new Set(types.map(({ name }) => name));
  return (name) => names.has(name);
}
