import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { ACCESS_DIRECTIVE_SDL, AccessPolicyError } from './directive.ts';
import { readSchemaPolicies } from './schema-policies.ts';
import type { AccessPolicy } from './policy.ts';

const KEY = 'directive @key(fields: String!, resolvable: Boolean = true) on OBJECT';

function read(sdl: string): ReturnType<typeof readSchemaPolicies> {
  return readSchemaPolicies(buildSchema(`${ACCESS_DIRECTIVE_SDL}\n${KEY}\n${sdl}`));
}

function policyOf(access: string): AccessPolicy | undefined {
  return read(`type Query { field: Int @access(${access}) }`).get('Query')?.get('field');
}

describe('one directive', () => {
  test('is read in full', () => {
    const sdl = `roles: ["principal", "operator"], grants: ["proxy"], grantLevel: "limited_write", scopes: ["read:all"], tiers: ["red", "amber"],
      owner: "OWNER_OR_GRANT", stepUpSeconds: 300, audit: "case.case.create"`;
    expect(policyOf(sdl)).toEqual({
      public: false,
      reason: undefined,
      roles: ['principal', 'operator'],
      grants: ['proxy'],
      grantLevel: 'limited_write',
      scopes: ['read:all'],
      tiers: ['red', 'amber'],
      owner: 'OWNER_OR_GRANT',
      stepUpSeconds: 300,
      audit: 'case.case.create',
    });
  });

  test('a name alone is a list of one, not a missing condition', () => {
    expect(policyOf('owner: "OWNER", roles: "auditor"')?.roles).toEqual(['auditor']);
  });

  test.each([
    ['an unknown role', 'owner: "OWNER", roles: ["king"]', 'unknown roles "king"'],
    ['an unknown scope', 'owner: "OWNER", scopes: ["read:everything"]', 'unknown scopes'],
    ['an unknown tier', 'owner: "OWNER", tiers: ["blue"]', 'unknown tiers'],
    ['an unknown grant', 'owner: "OWNER_OR_GRANT", grants: ["friend"]', 'unknown grants'],
    ['an unknown owner', 'owner: "EVERYBODY"', 'unknown owner'],
    ['no owner', 'roles: ["principal"]', 'needs an owner'],
    ['an empty list, which would read as no condition', 'owner: "OWNER", roles: []', 'list of names'],
    ['a list that holds null', 'owner: "OWNER", scopes: null', 'list of names'],
    ['no owner without a reason', 'owner: "NONE"', 'says why'],
    ['public without a reason', 'public: true', 'says why'],
    ['public with an empty reason', 'public: true, reason: ""', '`reason` is a text'],
    ['public with a role', 'public: true, reason: "all", roles: ["operator"]', 'no other condition'],
    ['public with an owner', 'public: true, reason: "all", owner: "NONE"', 'no other condition'],
    ['grants without their owner', 'owner: "OWNER", grants: ["proxy"]', 'go together'],
    ['the owner of grants without grants', 'owner: "OWNER_OR_GRANT"', 'go together'],
    ['a step-up of no time', 'owner: "OWNER", stepUpSeconds: 0', 'positive'],
    ['a step-up of less than no time', 'owner: "OWNER", stepUpSeconds: -1', 'positive'],
  ])('%s is refused, and the coordinate named', (_case, access, problem) => {
    expect(() => policyOf(access)).toThrow(AccessPolicyError);
    expect(() => policyOf(access)).toThrow(new RegExp(`^Query\\.field: .*${problem}`));
  });
});

describe('[R-034] a whole schema', () => {
  const QUERY = 'type Query { thing: Thing @access(owner: "OWNER") }';

  test('a field inherits from its type and may demand more', () => {
    const policies = read(`${QUERY} type Thing @access(owner: "OWNER", scopes: ["read:all"]) {
      one: Int
      other: Int @access(scopes: ["read:all", "operate"])
    }`);
    expect(policies.get('Thing')?.get('one')?.scopes).toEqual(['read:all']);
    expect(policies.get('Thing')?.get('other')).toMatchObject({ owner: 'OWNER', scopes: ['read:all', 'operate'] });
  });

  test('every field of every object type is there', () => {
    const policies = read(
      `${QUERY} type Thing @access(owner: "OWNER") { one: Int } type Loose @access(owner: "OWNER") { a: Int b: Int }`,
    );
    expect([...policies].map(([name, fields]) => [name, [...fields.keys()]])).toEqual([
      ['Query', ['thing']],
      ['Thing', ['one']],
      ['Loose', ['a', 'b']],
    ]);
  });

  test.each([
    ['a type without a policy', `${QUERY} type Thing { one: Int }`, 'Thing.one: has no @access'],
    ['a root field without a policy', 'type Query { one: Int }', 'Query.one: has no @access'],
    ['a policy on a root type', 'type Query @access(owner: "OWNER") { one: Int }', 'Query: a root type has no policy'],
    [
      'a mutation without its audit action',
      `${QUERY} type Thing @access(owner: "OWNER") { one: Int } type Mutation { change: Int @access(owner: "OWNER") }`,
      'Mutation.change: a mutation names its audit action',
    ],
    [
      'a type that nobody reaches yet',
      `${QUERY} type Thing @access(owner: "OWNER") { one: Int } type Later { one: Int }`,
      'Later.one',
    ],
    [
      'a type that can be loaded by its key',
      `${QUERY} type Thing @key(fields: "id") { id: ID! }`,
      'Thing.id: has no @access',
    ],
    [
      'a type with one key that can be loaded and one that cannot',
      `directive @federation__key(fields: String!, resolvable: Boolean = true) on OBJECT
       ${QUERY} type Thing @key(fields: "id", resolvable: false) @federation__key(fields: "id") { id: ID! }`,
      'Thing.id: has no @access',
    ],
    [
      'a field of a reference that is not its key',
      `${QUERY} type Thing @key(fields: "id", resolvable: false) { id: ID! secret: String }`,
      'Thing.secret: has no @access',
    ],
  ])('%s stops start-up', (_case, sdl, problem) => {
    expect(() => read(sdl)).toThrow(problem);
  });

  test('the key of a reference is public: it echoes what a checked field gave out', () => {
    const policies = read(`${QUERY} type Thing @key(fields: "id tenant", resolvable: false) { id: ID! tenant: ID! }`);
    expect(policies.get('Thing')?.get('id')).toMatchObject({ public: true });
    expect(policies.get('Thing')?.get('tenant')).toMatchObject({ public: true });
  });

  test('a policy on an extension of a type counts, and two are one too many', () => {
    const type = `${QUERY} type Thing { one: Int } extend type Thing @access(owner: "OWNER")`;
    expect(read(type).get('Thing')?.get('one')?.owner).toBe('OWNER');
    expect(() =>
      read(`${QUERY} type Thing @access(owner: "OWNER") { one: Int } extend type Thing @access(owner: "TENANT")`),
    ).toThrow();
  });
});
