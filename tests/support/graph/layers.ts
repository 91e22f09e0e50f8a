import { defaultFieldResolver, isObjectType } from 'graphql';
import { decide } from '#platform/access';
import { applyShield } from '#platform/graphql';
import { findDenials } from '../../../gateway/execution/check-access.ts';
import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { FindDenials } from '../../../gateway/execution/check-access.ts';
import type { EnforceAccess } from '#platform/graphql';

/** Layers of access control that a throw-away graph can do without, while it runs. */
export interface Layers {
  /** The early check at the gateway. */
  gateway: boolean;
  /** The rules in front of every field of every service. */
  shield: boolean;
  /** The decision about each loaded object. */
  decisions: boolean;
  /** The conditions on tenant, principal and tier in the statements themselves. */
  conditions: boolean;
}

export function allLayers(): Layers {
  return { gateway: true, shield: true, decisions: true, conditions: true };
}

/** The real early check while `layers.gateway`, and none otherwise. */
export function switchedFindDenials(layers: Layers): FindDenials {
  return (...parameters) => (layers.gateway ? findDenials(...parameters) : []);
}

/** The real rules while `layers.shield`; the bare resolvers otherwise. */
export function switchedShield(layers: Layers): EnforceAccess {
  return (schema, deps) => {
    const bare = new Map(fieldsOf(schema).map((field) => [field, field.resolve ?? defaultFieldResolver]));
    const policies = applyShield(schema, deps);
    for (const [field, resolve] of bare) {
      const guarded = field.resolve;
      if (guarded === undefined) continue;
      field.resolve = (...parameters) => (layers.shield ? guarded : resolve)(...parameters);
    }
    return policies;
  };
}

/** The real decision about objects while `layers.decisions`; yes to everything otherwise. */
export function switchedDecide(layers: Layers): typeof decide {
  return (...parameters) => (layers.decisions ? decide(...parameters) : { allowed: true });
}

function fieldsOf(schema: GraphQLSchema): GraphQLField<unknown, unknown>[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__') ? Object.values(type.getFields()) : [],
  );
}
