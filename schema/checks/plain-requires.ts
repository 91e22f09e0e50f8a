import { Kind, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Finding } from './finding.ts';

/**
 * Fields whose `@requires` gives arguments. `@apollo/gateway` answers them wrongly when a client selects the same field with other
 * arguments, so they are not used here.
 */
export function findRequiresWithArguments(supergraph: GraphQLSchema): Finding[] {
  const objects = Object.values(supergraph.getTypeMap()).filter((type) => isObjectType(type));
  return objects.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field): Finding[] => {
      const required = (field.astNode?.directives ?? [])
        .filter(({ name }) => name.value === 'join__field')
        .flatMap((directive) => directive.arguments ?? [])
        .filter(({ name }) => name.value === 'requires');
      const withArguments = required.some(({ value }) => value.kind === Kind.STRING && value.value.includes('('));
      if (!withArguments) return [];
      return [{ class: 'rule', where: `${type.name}.${field.name}`, message: 'has @requires with arguments' }];
    }),
  );
}
