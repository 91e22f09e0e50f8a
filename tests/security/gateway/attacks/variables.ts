import { query, times, variables } from '../attack.ts';
import type { Attack } from '../attack.ts';

const BAD_INPUT = [400, 'BAD_USER_INPUT'] as const;
const TOO_EXPENSIVE = [400, 'COST_ESTIMATED_TOO_EXPENSIVE'] as const;
const LIST = [400, 'MAX_LIST_LIMIT'] as const;
const NESTING = [400, 'MAX_NESTING_LIMIT'] as const;

const DOCUMENT = 'query ($id: ID!) { document(id: $id) { id } }';
const PAGE = 'query ($n: Int!) { documents(first: $n) { nodes { id versions(first: $n) { nodes { id } } } } }';
const INVITE = 'mutation ($input: InviteGrantInput!) { inviteGrant(input: $input) { grant { id } } }';
const SKIP =
  'query ($n: Int!, $no: Boolean!) { documents(first: $n) @skip(if: $no) { nodes { id versions(first: $n) { nodes { id } } } } }';
const invitation = { email: 'a@example.test', role: 'PROXY', accessLevel: 'READ_ONLY_ALL', tiers: ['GREEN'] };

const nested = (levels: number): unknown => (levels === 0 ? 'x' : [nested(levels - 1)]);

export const VARIABLES: readonly Attack[] = [
  variables('a list of 201', DOCUMENT, { id: Array.from({ length: 201 }, () => 'a') }, LIST),
  variables('a list of 201 that nothing uses', DOCUMENT, { id: 'a', more: Array.from({ length: 201 }, () => 1) }, LIST),
  variables(
    'a list of nine thousand',
    INVITE,
    { input: { ...invitation, tiers: Array.from({ length: 9_000 }, () => 'GREEN') } },
    LIST,
  ),
  variables('lists inside lists', DOCUMENT, { id: nested(13) }, NESTING),
  variables(
    'objects inside objects',
    INVITE,
    { input: JSON.parse(`${'{"a":'.repeat(13)}1${'}'.repeat(13)}`) as unknown },
    NESTING,
  ),
  variables('sixty levels', DOCUMENT, { id: nested(59) }, NESTING),
  variables('nothing for what is required', DOCUMENT, {}, BAD_INPUT),
  variables('null for what is required', DOCUMENT, { id: null }, BAD_INPUT),
  variables('an object for an id', DOCUMENT, { id: { toString: 'x' } }, BAD_INPUT),
  variables('a list for an id', DOCUMENT, { id: ['a'] }, BAD_INPUT),
  variables('a number beyond all bounds', PAGE, { n: 1e300 }, BAD_INPUT),
  variables('a fraction of a page', PAGE, { n: 1.5 }, BAD_INPUT),
  variables('a text for a number', PAGE, { n: '1' }, BAD_INPUT),
  variables('an unknown value of an enum', INVITE, { input: { ...invitation, role: 'PLATFORM_ADMIN' } }, BAD_INPUT),
  variables(
    'a member that is not in the input',
    INVITE,
    { input: { ...invitation, granterId: 'somebody' } },
    BAD_INPUT,
  ),
  variables(
    'a thousand members that are not in the input',
    INVITE,
    { input: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`m${String(i)}`, 1])) },
    LIST,
  ),
  variables(
    'two hundred members that are not in the input, each of a kilobyte',
    INVITE,
    { input: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${String(i)}`, 'x'.repeat(1_000)])) },
    BAD_INPUT,
  ),
  variables('a text of 200 kB for a number', PAGE, { n: 'x'.repeat(200_000) }, BAD_INPUT),
  variables(
    'a prototype for an input',
    INVITE,
    { input: JSON.parse('{"__proto__":{"email":"a@example.test"}}') as unknown },
    BAD_INPUT,
  ),
];

export const COSTS: readonly Attack[] = [
  variables('a page of a page', PAGE, { n: 100 }, TOO_EXPENSIVE),
  variables('the largest page there can be', PAGE, { n: 2_147_483_647 }, TOO_EXPENSIVE),
  variables('a condition that leaves nothing out', SKIP, { n: 100, no: false }, TOO_EXPENSIVE),
  query('a page in the text', PAGE.replace('query ($n: Int!) ', '').replaceAll('$n', '100'), TOO_EXPENSIVE),
  query(
    'a negative page that pays for another',
    `{ a: people(first: -100000) { nodes { id } } ${PAGE.slice(PAGE.indexOf('{') + 1).replaceAll('$n', '100')}`,
    TOO_EXPENSIVE,
  ),
  query(
    'pages in a fragment that is spread',
    `{ ...A ...A } fragment A on Query ${PAGE.slice(PAGE.indexOf('{')).replaceAll('$n', '70')}`,
    TOO_EXPENSIVE,
  ),
  query(
    'twenty large pages',
    `{ ${times(20, (i) => `a${i}: documents(first: 100) { nodes { id versions(first: 3) { nodes { id } } } }`)} }`,
    TOO_EXPENSIVE,
  ),
];
