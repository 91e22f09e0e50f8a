import { getNamedType, isAbstractType, isCompositeType, isInterfaceType } from 'graphql';
import { MAX_PAGE_SIZE } from '../limits.ts';
import type { GraphQLInterfaceType, GraphQLSchema } from 'graphql';
import type { ListSize } from './list-size.ts';

interface Costs {
  readonly weights: Map<string, number>;
  readonly listSizes: Map<string, ListSize>;
}

/**
 * Weights and sizes of interfaces and unions: the greatest of what may stand behind them, because the estimate is not to be too low
 * (IBM's cost specification does the same; Apollo's has 1 there). Attack: the dear field of an object, asked for through an interface.
 */
export function addAbstractTypes(schema: GraphQLSchema, costs: Costs): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    const weights = schema.getPossibleTypes(type).map(({ name }) => costs.weights.get(name));
    if (weights.some((weight) => weight !== undefined))
      costs.weights.set(type.name, Math.max(...weights.map((weight) => weight ?? 1)));
  }
  // Fields after all types, for they have the weights of types.
  for (const type of Object.values(schema.getTypeMap())) if (isInterfaceType(type)) addFields(schema, type, costs);
}

function addFields(schema: GraphQLSchema, type: GraphQLInterfaceType, { weights, listSizes }: Costs): void {
  const objects = schema.getPossibleTypes(type);
  for (const { name } of Object.values(type.getFields())) {
    const coordinates = objects.map((object) => `${object.name}.${name}`);
    if (coordinates.some((coordinate) => weights.has(coordinate))) {
      const all = objects.map((object) => weightOfField({ weights }, object.name, object.getFields()[name]));
      weights.set(`${type.name}.${name}`, Math.max(...all));
    }
    const sizes = coordinates.flatMap((coordinate) => listSizes.get(coordinate) ?? []);
    if (sizes.length > 0 && !listSizes.has(`${type.name}.${name}`))
      listSizes.set(`${type.name}.${name}`, greatestSize(sizes));
  }
}

function weightOfField(
  { weights }: Pick<Costs, 'weights'>,
  parent: string,
  field: ReturnType<GraphQLInterfaceType['getFields']>[string] | undefined,
): number {
  if (field === undefined) return 0;
  const type = getNamedType(field.type);
  return weights.get(`${parent}.${field.name}`) ?? weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
}

/** Nothing is known of the arguments that reach an object behind the interface but those that all of them have. */
function greatestSize(sizes: readonly ListSize[]): ListSize {
  return {
    assumedSize: Math.max(MAX_PAGE_SIZE, ...sizes.map(({ assumedSize }) => assumedSize ?? 0)),
    slicingArguments: [...new Set(sizes.flatMap(({ slicingArguments }) => slicingArguments))],
    sizedFields: [...new Set(sizes.flatMap(({ sizedFields }) => sizedFields))],
    requireOneSlicingArgument: false,
  };
}
