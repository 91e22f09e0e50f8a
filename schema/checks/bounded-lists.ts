import { getNamedType, getNullableType, isListType, isObjectType } from 'graphql';
import { readCostDirectives } from '../../gateway/limits/cost/cost-directives.ts';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { CostDirectives } from '../../gateway/limits/cost/cost-directives.ts';
import type { Finding } from './finding.ts';

/**
 * Lists that nothing bounds: a field with a list needs `@listSize`, or every field that leads to its type names it in
 * `sizedFields`. Without it a cost is a guess.
 */
export function findUnboundedLists(supergraph: GraphQLSchema): Finding[] {
  const { listSizes } = readCostDirectives(supergraph);
  const types = Object.values(supergraph.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  );
  const objects = types as GraphQLObjectType[];
  return objects.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field): Finding[] => {
      const where = `${type.name}.${field.name}`;
      if (!isListType(getNullableType(field.type)) || listSizes.has(where)) return [];
      return isSizedByParents(objects, type, field.name, listSizes)
        ? []
        : [{ class: 'rule', where, message: 'is a list without @listSize' }];
    }),
  );
}

function isSizedByParents(
  objects: readonly GraphQLObjectType[],
  type: GraphQLObjectType,
  field: string,
  listSizes: CostDirectives['listSizes'],
): boolean {
  const parents = objects.flatMap((parent) =>
    Object.values(parent.getFields())
      .filter((candidate) => getNamedType(candidate.type) === type)
      .map((candidate) => listSizes.get(`${parent.name}.${candidate.name}`)?.sizedFields),
  );
  return parents.length > 0 && parents.every((sizedFields) => sizedFields?.includes(field) === true);
}
