import { query, times } from '../attack.ts';
import type { Attack } from '../attack.ts';

const NO_GRAPHQL = [400, 'GRAPHQL_PARSE_FAILED'] as const;
const INVALID = [400, 'GRAPHQL_VALIDATION_FAILED'] as const;
const LONG = [400, 'MAX_CHARACTERS_LIMIT'] as const;
const TOKENS = [400, 'MAX_TOKENS_LIMIT'] as const;
const DEPTH = [400, 'MAX_DEPTH_LIMIT'] as const;
const ALIASES = [400, 'MAX_ALIASES_LIMIT'] as const;
const ROOTS = [400, 'MAX_ROOT_FIELDS_LIMIT'] as const;
const DIRECTIVES = [400, 'MAX_DIRECTIVES_LIMIT'] as const;
const FIELDS = [400, 'MAX_FIELDS_LIMIT'] as const;
const LIST = [400, 'MAX_LIST_LIMIT'] as const;
const NESTING = [400, 'MAX_NESTING_LIMIT'] as const;

/** A cycle of types that is really in the schema. */
function grants(levels: number): string {
  return levels === 0 ? 'id' : `grants { nodes { granter { ${grants(levels - 1)} } } }`;
}

export const TEXTS: readonly Attack[] = [
  query('braces without an end', '{ me '.repeat(13_000), TOKENS),
  query('two thousand fields', `{ me { ${times(2_000, () => 'id')} } }`, TOKENS),
  query('three thousand aliases', `{ ${times(3_000, (i) => `a${i}: __typename`)} }`, TOKENS),
  query('five hundred fields and one', `{ me { ${times(500, () => 'id')} } }`, FIELDS),
  query(
    'fields multiplied by fragments',
    `{ ${times(15, () => '...F')} } fragment F on Query { me { ${times(40, () => 'id')} } }`,
    FIELDS,
  ),
  query('half a document', '{ me { id', NO_GRAPHQL),
  query('no GraphQL', 'select * from person', NO_GRAPHQL),
  query('a text without an end', '{ me(id: "', NO_GRAPHQL),
  query('an escape that is none', '{ document(id: "\\u{110000}") { id } }', NO_GRAPHQL),
  query('a control character', '{ me { id } \u0007 }', NO_GRAPHQL),
  query('nothing but a comment', '# nothing', NO_GRAPHQL),
  query('definitions of types', 'type Query { me: Int }', INVALID),
  query('a schema beside the query', '{ me { id } } extend type Query { secret: Int }', INVALID),
  query('a field name of 60 kB', `{ ${'a'.repeat(60_000)} }`, INVALID),
  query('a type name of 60 kB', `{ me { ... on ${'P'.repeat(60_000)} { id } } }`, INVALID),
  query('a field name of 200 kB', `{ ${'a'.repeat(200_000)} }`, LONG),
  query('a comment of 200 kB', `{ me { id } } # ${'a'.repeat(200_000)}`, LONG),
  query('spaces and commas of 200 kB', `{ me { id } } ${', '.repeat(100_000)}`, LONG),
  query('a text of 60 kB where there is an id', `{ me(id: "${'x'.repeat(60_000)}") { id } }`, INVALID),
];

export const DEPTHS: readonly Attack[] = [
  query('eleven levels', `{ me { ${grants(3)} } }`, DEPTH),
  query('sixty levels over a cycle of types', `{ me { ${grants(20)} } }`, DEPTH),
  query(
    'levels in fragments',
    `{ me { ...A } } fragment A on Principal { grants { nodes { granter { ...B } } } } fragment B on Principal { ${grants(2)} }`,
    DEPTH,
  ),
  query('levels in inline fragments', `{ ... { ... on Query { me { ... { ${grants(3)} } } } } }`, DEPTH),
  query(
    'levels in an operation that does not run',
    `query A { auditCheckpoint { size } } query B { me { ${grants(4)} } }`,
    DEPTH,
  ),
  query('levels in an operation called __proto__', `query __proto__ { me { ${grants(4)} } }`, DEPTH),
  query('a fragment in itself', '{ me { ...A } } fragment A on Principal { ...A }', INVALID),
  query(
    'fragments in a circle',
    '{ me { ...A } } fragment A on Principal { id ...B } fragment B on Principal { id ...A }',
    INVALID,
  ),
  query(
    'a circle that nobody uses',
    '{ me { id } } fragment A on Principal { grants { nodes { granter { ...A } } } }',
    INVALID,
  ),
  query('a fragment that is not there', '{ me { ...A } }', INVALID),
  query(
    'fragments that double each other',
    `{ ...F0 } ${times(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on Query { me { id } }`,
    TOKENS,
  ),
  query(
    'forty fragments and one',
    `{ ${times(41, (i) => `...F${i}`)} } ${times(41, (i) => `fragment F${i} on Query { me { id } }`)}`,
    [400, 'MAX_FRAGMENTS_LIMIT'],
  ),
  query(
    'introspection over the cycle of types',
    `{ __schema { types { ${'fields { type { '.repeat(8)}name${' } }'.repeat(8)} } } }`,
    INVALID,
  ),
];

export const WIDTHS: readonly Attack[] = [
  query('thirty aliases and one', `{ me { ${times(31, (i) => `a${i}: id`)} } }`, ALIASES),
  query('three hundred aliases of one field', `{ ${times(300, (i) => `a${i}: auditCheckpoint { size }`)} }`, ALIASES),
  query(
    'aliases multiplied by fragments',
    `{ me { ...A ...A ...A ...A } } fragment A on Principal { ${times(8, (i) => `a${i}: id`)} }`,
    ALIASES,
  ),
  query('twenty root fields and one', `{ ${times(21, () => 'auditCheckpoint { size }')} }`, ROOTS),
  query(
    'root fields in a fragment',
    `{ ...A ...A ...A } fragment A on Query { ${times(7, () => 'auditCheckpoint { size }')} }`,
    ROOTS,
  ),
  query(
    'six passwords in one change',
    `mutation { ${times(6, (i) => `a${i}: login(input: { email: "a@example.test", password: "p${i}" }) { __typename }`)} }`,
    ROOTS,
  ),
  query(
    'changes in a fragment',
    `mutation { ...A ...A ...A } fragment A on Mutation { ${times(2, (i) => `a${i}: login(input: { email: "a@example.test", password: "p" }) { __typename }`)} }`,
    ROOTS,
  ),
  query(
    'ten operations and one',
    times(11, (i) => `query Q${i} { auditCheckpoint { size } }`),
    [400, 'MAX_OPERATIONS_LIMIT'],
  ),
  query(
    'a thousand operations',
    times(1_000, (i) => `query Q${i} { me { id } }`),
    TOKENS,
  ),
  query('two operations and no name', 'query A { me { id } } query B { me { id } }', [
    400,
    'OPERATION_RESOLUTION_FAILURE',
  ]),
  query('two operations with one name', 'query A { me { id } } query A { auditCheckpoint { size } }', INVALID),
  query('an operation without a name beside one with a name', '{ me { id } } query B { me { id } }', INVALID),
  query('a subscription', 'subscription { me { id } }', INVALID),
  query('fifty directives and one', `{ me { id ${'@skip(if: false) '.repeat(51)} } }`, DIRECTIVES),
  query(
    'directives multiplied by fragments',
    `{ ...A ...A ...A } fragment A on Query { me { ${times(20, () => 'id @include(if: true)')} } }`,
    DIRECTIVES,
  ),
  query('one directive many times', `{ me { id ${'@skip(if: false) '.repeat(40)} } }`, INVALID),
  query('a directive that streams', '{ me { ... @defer { id } } }', INVALID),
  query('a directive of the composition', '{ me @join__field(graph: IDENTITY) { id } }', INVALID),
  query('a hundred declared variables and one', `query (${times(101, (i) => `$v${i}: Int`)}) { me { id } }`, [
    400,
    'MAX_VARIABLES_LIMIT',
  ]),
  query('variables that nothing uses', `query (${times(100, (i) => `$v${i}: Int`)}) { me { id } }`, INVALID),
  query('one argument twice', '{ documents(first: 1, first: 100) { nodes { id } } }', INVALID),
  query('fields that cannot be merged', '{ me { a: id a: displayName } }', INVALID),
];

export const VALUES: readonly Attack[] = [
  query('a list of 201', `{ document(id: [${times(201, () => '"a"')}]) { id } }`, LIST),
  query(
    'a list of 201 in an input',
    `mutation { inviteGrant(input: { tiers: [${times(201, () => 'GREEN')}] }) { grant { id } } }`,
    LIST,
  ),
  query('a list of 201 in a default', `query ($ids: [ID!] = [${times(201, () => '"a"')}]) { me { id } }`, LIST),
  query('a list of 201 in a directive', `{ me { id @skip(if: [${times(201, () => 'true')}]) } }`, LIST),
  query(
    'a list of 201 in a fragment',
    `{ ...A } fragment A on Query { document(id: [${times(201, () => '"a"')}]) { id } }`,
    LIST,
  ),
  query('lists inside lists', `{ document(id: ${'['.repeat(13)}${']'.repeat(13)}) { id } }`, NESTING),
  query('objects inside objects', `{ document(id: ${'{ a: '.repeat(13)}1${' }'.repeat(13)}) { id } }`, NESTING),
  query(
    'a value as deep as a document is long',
    `{ document(id: ${'['.repeat(990)}${']'.repeat(990)}) { id } }`,
    NESTING,
  ),
];

/** What only the composition knows. */
export const INSIDES: readonly Attack[] = [
  query('entities', '{ _entities(representations: [{ __typename: "Principal", id: "1" }]) { __typename } }', INVALID),
  query('entities by variables', 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', INVALID),
  query('the schema of a subgraph', '{ _service { sdl } }', INVALID),
  query('a type of the composition', '{ me { ... on join__Graph { id } } }', INVALID),
  query('a field by the name of a prototype', '{ __proto__ { id } }', INVALID),
  query('a field called constructor', '{ constructor { id } }', INVALID),
];
