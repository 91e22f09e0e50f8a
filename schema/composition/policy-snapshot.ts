import { buildSchema } from 'graphql';
import { z } from 'zod';
import { ACCESS_LEVELS, OWNERSHIPS, readSchemaPolicies } from '#platform/access';
import { readCostDirectives } from '../../gateway/limits/cost/cost-directives.ts';
import type { AccessPolicy } from '#platform/access';
import type { ListSize } from '../../gateway/limits/cost/list-size.ts';

/** What `@access` says of a coordinate; what is not said is absent. */
const access = z.strictObject({
  public: z.literal(true).optional(),
  roles: z.array(z.string()).optional(),
  grants: z.array(z.string()).optional(),
  grantLevel: z.enum(ACCESS_LEVELS).optional(),
  scopes: z.array(z.string()).optional(),
  tiers: z.array(z.string()).optional(),
  owner: z.enum(OWNERSHIPS),
  stepUpSeconds: z.number().optional(),
  audit: z.string().optional(),
});
const listSize = z.strictObject({
  assumedSize: z.number().optional(),
  slicingArguments: z.array(z.string()).optional(),
  sizedFields: z.array(z.string()).optional(),
});
const coordinatePolicy = z.strictObject({
  access: access.optional(),
  cost: z.number().optional(),
  listSize: listSize.optional(),
});

/** Guards of the schema, by coordinate: who may use it, what it costs, what bounds it. */
export const policySnapshot = z.record(z.string(), coordinatePolicy);

export type AccessSnapshot = z.output<typeof access>;
export type ListSizeSnapshot = z.output<typeof listSize>;
export type CoordinatePolicy = z.output<typeof coordinatePolicy>;
export type PolicySnapshot = Readonly<z.output<typeof policySnapshot>>;

/**
 * The guards of a supergraph, sorted by coordinate, so that two releases can be compared by their meaning and not by their text.
 * @throws AccessPolicyError when a coordinate has no policy
 */
export function snapshotPolicies(supergraphSdl: string): PolicySnapshot {
  const schema = buildSchema(supergraphSdl, { assumeValidSDL: true });
  const { weights, listSizes } = readCostDirectives(schema);
  const found = new Map<string, CoordinatePolicy>();
  const add = (coordinate: string, policy: CoordinatePolicy): void => {
    found.set(coordinate, { ...found.get(coordinate), ...policy });
  };
  for (const [type, fields] of readSchemaPolicies(schema)) {
    for (const [field, policy] of fields) add(`${type}.${field}`, { access: ofAccess(policy) });
  }
  for (const [coordinate, cost] of weights) add(coordinate, { cost });
  for (const [coordinate, size] of listSizes) add(coordinate, { listSize: ofListSize(size) });
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ofAccess(policy: AccessPolicy): AccessSnapshot {
  return {
    ...(policy.public ? { public: true as const } : {}),
    ...lists({ roles: policy.roles, grants: policy.grants, scopes: policy.scopes, tiers: policy.tiers }),
    ...(policy.grantLevel === undefined ? {} : { grantLevel: policy.grantLevel }),
    owner: policy.owner,
    ...(policy.stepUpSeconds === undefined ? {} : { stepUpSeconds: policy.stepUpSeconds }),
    ...(policy.audit === undefined ? {} : { audit: policy.audit }),
  };
}

function ofListSize({ assumedSize, slicingArguments, sizedFields }: ListSize): ListSizeSnapshot {
  return { ...(assumedSize === undefined ? {} : { assumedSize }), ...lists({ slicingArguments, sizedFields }) };
}

function lists(all: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const filled = Object.entries(all).filter(([, values]) => values.length > 0);
  return Object.fromEntries(filled.map(([name, values]) => [name, [...values].sort()]));
}
