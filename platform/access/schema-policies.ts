import { Kind, isIntrospectionType, isObjectType } from 'graphql';
import { completePolicy } from './complete-policy.ts';
import { AccessPolicyError, parseAccess } from './directive.ts';
import type { ASTNode, ConstDirectiveNode, ConstValueNode, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { AccessStatement } from './directive.ts';
import type { AccessPolicy } from './policy.ts';

/** Type name to field name to policy; every field of every object type is there. */
export type SchemaPolicies = ReadonlyMap<string, ReadonlyMap<string, AccessPolicy>>;

/** Fields that federation adds; they are reached by signed service calls only. */
const FEDERATION_FIELDS = new Set(['Query._entities', 'Query._service']);
const FEDERATION_TYPES = new Set(['_Service']);

/**
 * Policy of a reference type, `@key(…, resolvable: false)`: it echoes an id that a checked field gave out, nothing can be
 * loaded through it.
 */
const REFERENCE_POLICY: AccessPolicy = {
  public: true,
  reason: 'a reference; carries an id only',
  roles: [],
  grants: [],
  grantLevel: undefined,
  scopes: [],
  tiers: [],
  owner: 'NONE',
  stepUpSeconds: undefined,
  audit: undefined,
};

/**
 * Reads the policy of every field: its own `@access` over its type's. Root types have no policy of their own, so each of
 * their fields needs one, and each mutation names its audit action.
 * @throws AccessPolicyError for the first coordinate without a policy, or with one that loosens its type silently (default:
 *   nothing starts)
 */
export function readSchemaPolicies(schema: GraphQLSchema): SchemaPolicies {
  const policies = new Map<string, Map<string, AccessPolicy>>();
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || FEDERATION_TYPES.has(type.name)) continue;
    policies.set(type.name, readType(type, roots.has(type.name), type === schema.getMutationType()));
  }
  return policies;
}

function readType(type: GraphQLObjectType, isRoot: boolean, isMutation: boolean): Map<string, AccessPolicy> {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const stated = accessOn(type.name, nodes);
  const ofType = stated === undefined ? undefined : policyOfType(type.name, stated);
  const referenceKeys = keysOfReference(nodes);
  if (isRoot && ofType !== undefined)
    throw new AccessPolicyError(type.name, 'a root type has no policy; its fields have');
  const fields = new Map<string, AccessPolicy>();
  for (const field of Object.values(type.getFields())) {
    const coordinate = `${type.name}.${field.name}`;
    if (FEDERATION_FIELDS.has(coordinate)) continue;
    const own = accessOn(coordinate, [field.astNode]);
    const policy =
      own === undefined
        ? (ofType ?? (referenceKeys.has(field.name) ? REFERENCE_POLICY : undefined))
        : completePolicy(coordinate, own, ofType);
    if (policy === undefined) throw new AccessPolicyError(coordinate, 'has no @access policy');
    if (isMutation && policy.audit === undefined)
      throw new AccessPolicyError(coordinate, 'a mutation names its audit action');
    fields.set(field.name, policy);
  }
  return fields;
}

function policyOfType(typeName: string, statement: AccessStatement): AccessPolicy {
  if (statement.loosens) throw new AccessPolicyError(typeName, 'a type has nothing to loosen');
  return completePolicy(typeName, statement, undefined);
}

function accessOn(coordinate: string, nodes: readonly (ASTNode | null | undefined)[]): AccessStatement | undefined {
  const found = nodes.flatMap((node) => directivesOf(node)).filter(({ name }) => name.value === 'access');
  if (found.length > 1) throw new AccessPolicyError(coordinate, 'has more than one @access');
  return found[0] === undefined ? undefined : parseAccess(coordinate, found[0]);
}

function directivesOf(node: ASTNode | null | undefined): readonly ConstDirectiveNode[] {
  return node && 'directives' in node ? ((node.directives ?? []) as readonly ConstDirectiveNode[]) : [];
}

/** Key fields of a type that others resolve; empty for a type that can be loaded here. */
function keysOfReference(nodes: readonly (ASTNode | null | undefined)[]): ReadonlySet<string> {
  const keys = nodes
    .flatMap((node) => directivesOf(node))
    .filter(({ name }) => name.value === 'key' || name.value === 'federation__key');
  const resolvable = keys.some((key) => {
    const value = argumentOf(key, 'resolvable');
    return value?.kind !== Kind.BOOLEAN || value.value;
  });
  if (resolvable) return new Set();
  const fieldSets = keys.map((key) => argumentOf(key, 'fields'));
  return new Set(fieldSets.flatMap((value) => (value?.kind === Kind.STRING ? value.value.split(/\s+/) : [])));
}

function argumentOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}
