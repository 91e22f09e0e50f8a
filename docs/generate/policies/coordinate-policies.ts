import { buildASTSchema, isObjectType, parse } from 'graphql';
import { readSchemaPolicies } from '#platform/access';
import type { AccessPolicy } from '#platform/access';
import type { GraphQLSchema } from 'graphql';

/** What the API demands at one coordinate, and which subgraphs demand it. */
export interface CoordinatePolicy {
  readonly type: string;
  readonly field: string;
  readonly policy: AccessPolicy;
  readonly subgraphs: readonly string[];
}

/** One subgraph's contract. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/**
 * The policies of all coordinates of the subgraphs, in the order in which they are written. A reference (a type that is known by
 * its key only) says nothing where another subgraph has the real policy. Subgraphs that demand different things at one coordinate
 * are listed one by one.
 * @throws AccessPolicyError when a coordinate has no policy
 */
export function collectPolicies(subgraphs: readonly SubgraphSdl[]): CoordinatePolicy[] {
  const found = subgraphs.flatMap(({ name, sdl }) => readSubgraph(name, sdl));
  const byCoordinate = Map.groupBy(found, ({ type, field }) => `${type}.${field}`);
  return [...byCoordinate.values()].flatMap((group) => {
    const real = group.filter(({ isReference }) => !isReference);
    return mergeEqual(real.length > 0 ? real : group);
  });
}

type FoundPolicy = CoordinatePolicy & { readonly isReference: boolean };

function readSubgraph(name: string, sdl: string): FoundPolicy[] {
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  return [...readSchemaPolicies(schema)].flatMap(([type, fields]) =>
    [...fields].map(([field, policy]) => ({
      type,
      field,
      policy,
      subgraphs: [name],
      isReference: !declaresAccess(schema, type),
    })),
  );
}

/** Whether the type or one of its fields carries `@access`; a reference carries none. */
function declaresAccess(schema: GraphQLSchema, typeName: string): boolean {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return false;
  const nodes = [type.astNode, ...Object.values(type.getFields()).map(({ astNode }) => astNode)];
  return nodes.some((node) => node?.directives?.some(({ name }) => name.value === 'access') === true);
}

function mergeEqual(group: readonly FoundPolicy[]): CoordinatePolicy[] {
  const groups = Map.groupBy(group, ({ policy }) => JSON.stringify(policy));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { type, field, policy, subgraphs } = first;
    return [{ type, field, policy, subgraphs: [...subgraphs, ...others.flatMap((other) => other.subgraphs)] }];
  });
}
