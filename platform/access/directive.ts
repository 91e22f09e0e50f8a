import { Kind } from 'graphql';
import { GRANT_ROLES, OWNERSHIPS, ROLES, SCOPES, TIERS } from './policy.ts';
import type { ConstDirectiveNode, ConstValueNode } from 'graphql';
import type { AccessPolicy } from './policy.ts';

/** Definition of the directive; every subgraph schema repeats it, composition carries it into the supergraph. */
export const ACCESS_DIRECTIVE_SDL = `directive @access(
  roles: [String!]
  grants: [String!]
  scopes: [String!]
  tiers: [String!]
  owner: String
  stepUpSeconds: Int
  public: Boolean
  reason: String
  audit: String
) on OBJECT | FIELD_DEFINITION`;

/** A schema that breaks the rules of `@access`. Stops start-up and composition. */
export class AccessPolicyError extends Error {
  constructor(coordinate: string, problem: string) {
    super(`${coordinate}: ${problem}`);
    this.name = 'AccessPolicyError';
  }
}

/**
 * Reads one `@access` directive.
 * @param coordinate schema coordinate, for the message
 * @throws AccessPolicyError when a name is unknown or the combination makes no sense
 */
export function parseAccess(coordinate: string, directive: ConstDirectiveNode): AccessPolicy {
  const args = new Map(directive.arguments?.map(({ name, value }) => [name.value, value]));
  const fail = (problem: string): never => {
    throw new AccessPolicyError(coordinate, problem);
  };
  const list = <Name extends string>(name: string, known: readonly Name[]): Name[] => {
    const values = stringList(args.get(name)) ?? fail(`\`${name}\` is a list of names`);
    return values.map((value) => known.find((entry) => entry === value) ?? fail(`unknown ${name} "${value}"`));
  };
  const isPublic = booleanOf(args.get('public'));
  const reason = stringOf(args.get('reason'));
  const ownerName = stringOf(args.get('owner'));
  if (isPublic && [...args.keys()].some((name) => !['public', 'reason', 'audit'].includes(name))) {
    fail('a public coordinate has no other condition');
  }
  if (isPublic && reason === undefined) fail('a public coordinate says why in `reason`');
  const owner = isPublic ? 'NONE' : (OWNERSHIPS.find((entry) => entry === ownerName) ?? fail('needs an owner'));
  if (owner === 'NONE' && reason === undefined) fail('a coordinate without owner says why in `reason`');
  const stepUpSeconds = integerOf(args.get('stepUpSeconds'));
  if (stepUpSeconds !== undefined && stepUpSeconds < 1) fail('`stepUpSeconds` is a positive number');
  const grants = list('grants', GRANT_ROLES);
  if (grants.length > 0 !== (owner === 'OWNER_OR_GRANT')) fail('`grants` and owner "OWNER_OR_GRANT" go together');
  return {
    public: isPublic,
    reason,
    roles: list('roles', ROLES),
    grants,
    scopes: list('scopes', SCOPES),
    tiers: list('tiers', [...TIERS, 'OBJECT']),
    owner,
    stepUpSeconds,
    audit: stringOf(args.get('audit')),
  };
}

/**
 * A single string is a list of one (GraphQL specification, section 3.11). A list that is empty or holds anything else would
 * read as "no condition", which is the opposite of what somebody meant who wrote it.
 * @returns undefined for what is no list of names
 */
function stringList(value: ConstValueNode | undefined): string[] | undefined {
  if (value === undefined) return [];
  const items = value.kind === Kind.LIST ? value.values : [value];
  const names = items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
  return names.length === items.length && names.length > 0 ? names : undefined;
}

function stringOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING && value.value !== '' ? value.value : undefined;
}

function booleanOf(value: ConstValueNode | undefined): boolean {
  return value?.kind === Kind.BOOLEAN && value.value;
}

function integerOf(value: ConstValueNode | undefined): number | undefined {
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}
