import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { ACCESS_DIRECTIVE_SDL } from './directive.ts';
import { readSchemaPolicies } from './schema-policies.ts';
import type { AccessPolicy } from './policy.ts';

const GRANTED = 'owner: "OWNER_OR_GRANT", grants: ["proxy"], grantLevel: "read_only_all", roles: ["principal"]';

/** The policy of a field with its own `@access`, in a type with one. */
function fieldPolicy(ofType: string, ofField: string): AccessPolicy | undefined {
  const sdl = `${ACCESS_DIRECTIVE_SDL}
    type Query { thing: Thing @access(owner: "OWNER") }
    type Thing @access(${ofType}) { field: Int @access(${ofField}) }`;
  return readSchemaPolicies(buildSchema(sdl)).get('Thing')?.get('field');
}

describe('[R-034] a field inherits from its type', () => {
  test('what it does not state', () => {
    expect(fieldPolicy(`${GRANTED}, scopes: ["read:all"], tiers: ["OBJECT"]`, 'stepUpSeconds: 300')).toEqual({
      public: false,
      reason: undefined,
      roles: ['principal'],
      grants: ['proxy'],
      grantLevel: 'read_only_all',
      scopes: ['read:all'],
      tiers: ['OBJECT'],
      owner: 'OWNER_OR_GRANT',
      stepUpSeconds: 300,
      audit: undefined,
    });
  });

  test('but not the grants, when it is the owner’s alone', () => {
    expect(fieldPolicy(GRANTED, 'owner: "OWNER"')).toMatchObject({ grants: [], grantLevel: undefined, owner: 'OWNER' });
  });

  test('but not the audit action, which belongs to the coordinate that names it', () => {
    expect(fieldPolicy('owner: "OWNER", audit: "audit.entry.read"', 'scopes: ["operate"]')?.audit).toBeUndefined();
  });

  test('nothing from a public type: it states its own owner', () => {
    expect(() => fieldPolicy('public: true, reason: "all"', 'roles: ["operator"]')).toThrow('needs an owner');
    expect(fieldPolicy('public: true, reason: "all"', 'roles: ["operator"], owner: "OWNER"')).toMatchObject({
      public: false,
      roles: ['operator'],
    });
  });
});

describe('[R-034] to ask for less than its type', () => {
  const cases: [string, string, string, string][] = [
    ['more roles', 'owner: "OWNER", roles: ["auditor"]', 'roles: ["auditor", "operator"]', 'roles'],
    ['another role', 'owner: "OWNER", roles: ["auditor"]', 'roles: ["operator"]', 'roles'],
    ['one more grant', GRANTED, 'grants: ["proxy", "executor_nominee"]', 'roles'],
    ['everybody, where only grants led in', GRANTED.replace(', roles: ["principal"]', ''), 'owner: "OWNER"', 'roles'],
    ['a lower level', GRANTED, 'grantLevel: "read_only_packs"', 'grantLevel'],
    ['another scope', 'owner: "OWNER", scopes: ["operate"]', 'scopes: ["read:all"]', 'scopes'],
    ['one more tier', 'owner: "OWNER", tiers: ["red"]', 'tiers: ["red", "green"]', 'tiers'],
    ['a fixed tier for its own', 'owner: "OWNER", tiers: ["OBJECT"]', 'tiers: ["green"]', 'tiers'],
    ['a wider owner', 'owner: "OWNER"', 'owner: "TENANT"', 'owner'],
    ['grants, which cross organisations', 'owner: "TENANT"', GRANTED, 'grantLevel, owner'],
    ['no owner', 'owner: "OWNER"', 'owner: "NONE", reason: "the loader knows"', 'owner'],
    ['an older second factor', 'owner: "OWNER", stepUpSeconds: 300', 'stepUpSeconds: 301', 'stepUpSeconds'],
    ['nothing at all', 'owner: "OWNER"', 'public: true, reason: "a catalogue"', 'public'],
  ];

  test.each(cases)('silently is refused: %s', (_case, ofType, ofField, named) => {
    expect(() => fieldPolicy(ofType, ofField)).toThrow(`Thing.field: loosens its type silently: ${named}`);
  });

  test.each(cases)('is allowed to a field that says so and why: %s', (_case, ofType, ofField) => {
    const reason = ofField.includes('reason:') ? '' : ', reason: "shown on the cover"';
    expect(fieldPolicy(ofType, `${ofField}, loosens: true${reason}`)).toBeDefined();
  });

  test('needs a reason of its own', () => {
    expect(() => fieldPolicy('owner: "OWNER", roles: ["auditor"]', 'roles: ["operator"], loosens: true')).toThrow(
      'says in `reason` why it loosens',
    );
  });

  test('is not said without doing it', () => {
    expect(() => fieldPolicy('owner: "OWNER"', 'scopes: ["operate"], loosens: true, reason: "why"')).toThrow(
      'loosens nothing',
    );
  });

  test('is not said by a type or a root field', () => {
    expect(() => fieldPolicy('owner: "OWNER", loosens: true, reason: "why"', 'scopes: ["operate"]')).toThrow(
      'a type has nothing to loosen',
    );
    const root = `${ACCESS_DIRECTIVE_SDL} type Query { one: Int @access(owner: "OWNER", loosens: true, reason: "why") }`;
    expect(() => readSchemaPolicies(buildSchema(root))).toThrow('loosens nothing');
  });
});

describe('[R-034] what makes no sense stops start-up', () => {
  test.each([
    ['a grant without its level', 'owner: "OWNER_OR_GRANT", grants: ["proxy"]', '`grantLevel`'],
    ['a level without a grant', 'owner: "OWNER", grantLevel: "read_only_all"', '`grantLevel`'],
    ['an unknown level', 'owner: "OWNER_OR_GRANT", grants: ["proxy"], grantLevel: "all"', 'unknown grantLevel "all"'],
    ["the object's own tier beside a fixed one", 'owner: "OWNER", tiers: ["OBJECT", "red"]', 'stands alone'],
    ['a flag that is a text', 'public: "true", reason: "all"', '`public` is true or false'],
    ['a time that is a text', 'owner: "OWNER", stepUpSeconds: "300"', '`stepUpSeconds` is a positive number'],
  ])('%s', (_case, access, problem) => {
    expect(() => fieldPolicy(access, 'scopes: ["operate"]')).toThrow(problem);
  });
});
