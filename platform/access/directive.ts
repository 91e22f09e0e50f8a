import { Kind } from 'graphql';
import { ACCESS_LEVELS, GRANT_ROLES, OWNERSHIPS, ROLES, SCOPES, TIERS } from './policy.ts';
import type { ConstDirectiveNode, ConstValueNode } from 'graphql';
import type { AccessPolicy } from './policy.ts';

/** Definition of the directive; every subgraph schema repeats it, composition carries it into the supergraph. */
export const ACCESS_DIRECTIVE_SDL = `directive @access(
  roles: [String!]
  grants: [String!]
  grantLevel: String
  scopes: [String!]
  tiers: [String!]
  owner: String
  stepUpSeconds: Int
  public: Boolean
  loosens: Boolean
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

/** What one directive says; what it leaves out is inherited from the type. */
export type AccessStatement = { readonly [Name in keyof AccessPolicy]?: AccessPolicy[Name] } & {
  /** The field says that it asks for less than its type. */
  readonly loosens: boolean;
};

/**
 * Reads one `@access` directive.
 * @param coordinate schema coordinate, for the message
 * @throws AccessPolicyError when a name is unknown or a value has the wrong shape
 */
export function parseAccess(coordinate: string, directive: ConstDirectiveNode): AccessStatement {
  const args = new Map(directive.arguments?.map(({ name, value }) => [name.value, value]));
  const fail = (problem: string): never => {
    throw new AccessPolicyError(coordinate, problem);
  };
  const known = <Name extends string>(argument: string, names: readonly Name[], value: string): Name =>
    names.find((entry) => entry === value) ?? fail(`unknown ${argument} "${value}"`);
  const list = <Name extends string>(argument: string, names: readonly Name[]): Name[] | undefined => {
    const value = args.get(argument);
    if (value === undefined) return undefined;
    const values = namesIn(value) ?? fail(`\`${argument}\` is a list of names`);
    return values.map((name) => known(argument, names, name));
  };
  const one = <Name extends string>(argument: string, names: readonly Name[]): Name | undefined => {
    const value = textOf(args.get(argument), () => fail(`\`${argument}\` is a name`));
    return value === undefined ? undefined : known(argument, names, value);
  };
  const text = (argument: string): string | undefined =>
    textOf(args.get(argument), () => fail(`\`${argument}\` is a text`));
  const statement = {
    public: flagOf(args.get('public'), () => fail('`public` is true or false')),
    roles: list('roles', ROLES),
    grants: list('grants', GRANT_ROLES),
    grantLevel: one('grantLevel', ACCESS_LEVELS),
    scopes: list('scopes', SCOPES),
    tiers: list('tiers', [...TIERS, 'OBJECT']),
    owner: one('owner', OWNERSHIPS),
    stepUpSeconds: secondsOf(args.get('stepUpSeconds'), () => fail('`stepUpSeconds` is a positive number')),
    reason: text('reason'),
    audit: text('audit'),
  };
  const stated = Object.fromEntries(Object.entries(statement).filter(([, value]) => value !== undefined));
  return { ...stated, loosens: flagOf(args.get('loosens'), () => fail('`loosens` is true or false')) ?? false };
}

/**
 * A single string is a list of one (GraphQL specification, section 3.11). A list that is empty or holds anything else would
 * read as "no condition", which is the opposite of what somebody meant who wrote it.
 * @returns undefined for what is no list of names
 */
function namesIn(value: ConstValueNode): string[] | undefined {
  const items = value.kind === Kind.LIST ? value.values : [value];
  const names = items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
  return names.length === items.length && names.length > 0 ? names : undefined;
}

function textOf(value: ConstValueNode | undefined, fail: () => never): string | undefined {
  if (value === undefined) return undefined;
  return value.kind === Kind.STRING && value.value !== '' ? value.value : fail();
}

function flagOf(value: ConstValueNode | undefined, fail: () => never): boolean | undefined {
  if (value === undefined) return undefined;
  return value.kind === Kind.BOOLEAN ? value.value : fail();
}

function secondsOf(value: ConstValueNode | undefined, fail: () => never): number | undefined {
  if (value === undefined) return undefined;
  return value.kind === Kind.INT && Number(value.value) >= 1 ? Number(value.value) : fail();
}
