import { describe, expect, test } from '@jest/globals';
import { operationOf, supergraph } from '../../testing/schemas.ts';
import { countRootFields } from './count-root-fields.ts';
import { ROOT_FIELD_LIMITS } from './root-field-limits.ts';

const login = (directive = ''): string => `login(input: { email: "a@b.c", password: "x" }) ${directive} { __typename }`;
const LOGIN = login();

function counted(text: string, variables: Readonly<Record<string, unknown>> = {}): Record<string, number> {
  const { operation, fragments } = operationOf(text);
  return Object.fromEntries(countRootFields(supergraph.schema, operation, fragments, variables));
}

describe('[R-049] root fields are counted by what they are', () => {
  test.each([
    ['under a name of the client', `mutation Harmless { ${LOGIN} }`, { 'Mutation.login': 1 }],
    ['under aliases', `mutation { a: ${LOGIN} b: ${LOGIN} ${LOGIN} }`, { 'Mutation.login': 3 }],
    [
      'in fragments, each time one is spread',
      `mutation { ...F ... on Mutation { ...F } } fragment F on Mutation { a: ${LOGIN} }`,
      { 'Mutation.login': 2 },
    ],
    [
      'not when they are left out for sure',
      `mutation { a: ${login('@skip(if: true)')} ... @include(if: $no) { b: ${LOGIN} } }`,
      {},
    ],
    ['when nobody knows', `mutation { a: ${login('@include(if: $unknown)')} }`, { 'Mutation.login': 1 }],
  ])('%s', (_what, text, expected) => {
    expect(counted(text, { no: false })).toEqual(expected);
  });
});

describe('[R-049] the list of limits', () => {
  test('is as strict as it was agreed to be', () => {
    const perMinute = (field: string): number | undefined => ROOT_FIELD_LIMITS[`Mutation.${field}`]?.perMinute;
    expect({ login: perMinute('login'), signUp: perMinute('signUp'), exportPack: perMinute('exportPack') }).toEqual({
      login: 5,
      signUp: 3,
      exportPack: 10,
    });
    for (const field of ['verifyMfa', 'stepUp', 'activateTotp', 'confirmEmail', 'requestStagedAccess'])
      expect({ field, perMinute: perMinute(field) }).toEqual({ field, perMinute: 5 });
  });

  test('[R-052] signing in, second factors, ways back in and exports are refused when nothing can be counted', () => {
    const open = Object.keys(ROOT_FIELD_LIMITS).filter((field) => ROOT_FIELD_LIMITS[field]?.failClosed === false);
    // Neither is guessed: one has 256 random bits, for the other one has to be signed in.
    expect(open).toEqual(['Mutation.refreshSession', 'Mutation.acceptGrant']);
  });

  test('names fields that exist', () => {
    const known = ['Query', 'Mutation'].flatMap((type) => {
      const object = supergraph.schema.getType(type);
      return object && 'getFields' in object ? Object.keys(object.getFields()).map((field) => `${type}.${field}`) : [];
    });
    expect(Object.keys(ROOT_FIELD_LIMITS).filter((coordinate) => !known.includes(coordinate))).toEqual([]);
  });

  test('has every change that anybody may ask for without signing in, so that nothing is guessed without a limit', () => {
    const open = [...(supergraph.policies.get('Mutation') ?? [])]
      .filter(([, policy]) => policy.public)
      .map(([field]) => `Mutation.${field}`);
    expect(open.length).toBeGreaterThan(5);
    expect(open.filter((coordinate) => ROOT_FIELD_LIMITS[coordinate] === undefined)).toEqual([]);
  });
});
