import { get, query, variables } from '../attack.ts';
import type { Attack } from '../attack.ts';

const DISABLED = [400, 'INTROSPECTION_DISABLED'] as const;
const INVALID = [400, 'GRAPHQL_VALIDATION_FAILED'] as const;

const INPUTS: readonly (readonly [what: string, input: object])[] = [
  ['a nearly known member', { emal: 'a' }],
  ['no member at all', {}],
  ['a nearly known value', { email: 'a@example.test', role: 'PROXI' }],
];

/** Of production: what would tell somebody what there is. */
export const SCHEMA_READING: readonly Attack[] = [
  query('the schema', '{ __schema { types { name fields { name } } } }', DISABLED),
  query('the schema, by nobody', '{ __schema { types { name } } }', DISABLED, { as: 'nobody' }),
  query('one type', '{ __type(name: "Principal") { fields { name } } }', DISABLED),
  query('the schema under another name', '{ me: __schema { types { name } } }', DISABLED),
  query('the schema in a fragment', '{ ...A } fragment A on Query { __schema { types { name } } }', DISABLED),
  query('the schema in an inline fragment', '{ ... on Query { ... { __schema { types { name } } } } }', DISABLED),
  query('the schema behind a condition', '{ __schema @include(if: true) { types { name } } }', DISABLED),
  query('the schema by a change', 'mutation { __schema { types { name } } }', DISABLED),
  query(
    'the schema beside another operation',
    'query A { me { id } } query B { __schema { types { name } } }',
    DISABLED,
  ),
  get('the schema by GET', [['query', '{ __schema { types { name } } }']], DISABLED),
  query('the schema of a subgraph', '{ _service { sdl } }', INVALID),
  query('a field that is nearly one', '{ mee { id } }', INVALID),
  query('a nearly known field of a type', '{ me { displayNam } }', INVALID),
  query('a nearly known type', '{ me { ... on Principall { id } } }', INVALID),
  query('a nearly known argument', '{ documents(frst: 1) { nodes { id } } }', INVALID),
  query('a nearly known value', '{ cases(first: 1, state: DRAF) { nodes { id } } }', INVALID),
  query('a nearly known input', 'query ($i: InviteGrantInpt) { me { id } }', INVALID),
  query('a selection where there is none', '{ me { id { x } } }', INVALID),
  query('no selection where there is one', '{ me }', INVALID),
  query(
    'an input with a nearly known member',
    'mutation { inviteGrant(input: { emal: "a" }) { grant { id } } }',
    INVALID,
  ),
  ...INPUTS.map(([what, input]) =>
    variables(
      `an input in variables with ${what}`,
      'mutation ($i: InviteGrantInput!) { inviteGrant(input: $i) { grant { id } } }',
      { i: input },
      [400, 'BAD_USER_INPUT'],
    ),
  ),
];

/** What an answer may not have: suggestions, and names of the schema that the attacker did not write. */
export const SCHEMA_NAMES =
  /did you mean|\bPrincipal\b|displayName|InviteGrantInput|accessLevel|\bemail\b|PROXY|\bQuery\b|\bMutation\b|CaseState/i;
