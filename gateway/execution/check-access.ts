import { GraphQLError } from 'graphql';
import { decide, denialError } from '#platform/access';
import { AppError } from '#platform/errors';
import { usedFields } from './used-fields.ts';
import type { FieldNode } from 'graphql';
import type { DenialReason, SchemaPolicies } from '#platform/access';
import type { Actor } from '#platform/auth';
import type { Supergraph } from './supergraph.ts';
import type { OperationToRun } from './used-fields.ts';

/** Why a field is withheld from a caller, and what the caller is told. */
interface FieldDenial {
  readonly reason: DenialReason;
  /** Names the coordinate and the code, and what would do. */
  readonly error: AppError;
}

/** One place of an operation with a field that the caller may not use. */
export interface Denial extends FieldDenial {
  /** `Type.field`, the type being the one that the document selects the field on. */
  readonly coordinate: string;
  /** Response keys from the root to the field. */
  readonly path: readonly string[];
  readonly node: FieldNode;
}

/** @returns why the caller may not use this field of this object type; undefined when it may */
export type FieldDecision = (type: string, field: string) => FieldDenial | undefined;

/**
 * What one caller may use at this moment, from the composed `@access` directives: role, scopes, fixed tiers, step-up age. Each
 * field is decided once. This is the only place where the gateway decides about a field; refusing, nulling and recording follow
 * from it. Subgraphs decide again, and about ownership they alone decide.
 * @param nowSeconds seconds since the Unix epoch
 */
export function decideFields(policies: SchemaPolicies, actor: Actor, nowSeconds: number): FieldDecision {
  const decided = new Map<string, FieldDenial | undefined>();
  return (type, field) => {
    const coordinate = `${type}.${field}`;
    if (!decided.has(coordinate)) decided.set(coordinate, decideField(policies, actor, nowSeconds, type, field));
    return decided.get(coordinate);
  };
}

function decideField(
  policies: SchemaPolicies,
  actor: Actor,
  nowSeconds: number,
  type: string,
  field: string,
): FieldDenial | undefined {
  // Introspection types have no policy; every other field has one, or the gateway would not have started.
  const policy = policies.get(type)?.get(field);
  if (policy === undefined) return undefined;
  const decision = decide(policy, actor, nowSeconds);
  if (decision.allowed) return undefined;
  const error = naming(`${type}.${field}`, denialError(decision.reason, policy));
  return { reason: decision.reason, error };
}

/** Finds what the caller may not use of an operation. */
export type FindDenials = typeof findDenials;

/**
 * Every place of the operation that the caller may not use, in the order of the document. A field of an interface is one when
 * any object behind it would be: what cannot be decided before there is an object is not allowed.
 */
export function findDenials(
  { schema }: Pick<Supergraph, 'schema'>,
  run: OperationToRun,
  decideField: FieldDecision,
): readonly Denial[] {
  return [...usedFields(schema, run)].flatMap(({ parent, types, field, path, node }) => {
    const denial = types.map((type) => decideField(type, field)).find((found) => found !== undefined);
    if (denial === undefined) return [];
    const coordinate = `${parent}.${field}`;
    return [{ coordinate, reason: denial.reason, error: naming(coordinate, denial.error), path, node }];
  });
}

/** The error of an operation that is not run because of `denial`: with the path and the place in the caller's own text. */
export function refusalOf({ error, path, node }: Denial): GraphQLError {
  return new GraphQLError(error.message, { nodes: node, path, originalError: error });
}

/**
 * The coordinate is no secret: validation errors name the type of a field in the same way, and what the caller sees is about a
 * document that it wrote or registered.
 */
function naming(coordinate: string, { code, detail, facts }: AppError): AppError {
  return new AppError(code, { ...(detail === undefined ? {} : { detail }), facts: { ...facts, coordinate } });
}
