/** One entry of ESLint's `no-restricted-syntax`: an esquery selector and what to do instead. */
export type Restriction = { readonly selector: string; readonly message: string };

/**
 * Names that hold something an attacker would like to guess. Hashes and digests of public things (leaves of the log, documents,
 * files) are not among them.
 */
const SECRET_NAME =
  '/(token|secret|signature|password|passphrase|hmac|(^|[a-z0-9])mac|(?<!leaf|root|node|tree|content|document|entry|file|event|query|bundle|previous)hash)$/i';

/** The other side of a comparison that reveals nothing: presence and kind are no secrets. */
const HARMLESS_OPERAND = ':matches(Literal, Identifier[name="undefined"], UnaryExpression)';

/** A name, a property, or a property behind `?.`. */
const secretSide = (side: 'left' | 'right'): string =>
  `:matches([${side}.type="Identifier"][${side}.name=${SECRET_NAME}], [${side}.property.name=${SECRET_NAME}], [${side}.expression.property.name=${SECRET_NAME}])`;

const secretComparisonMessage =
  'Compare secrets in constant time: === tells an attacker by its duration how much of a guess was right.';

/** no direct equality on a secret, neither `===` nor `Buffer.equals`, which also stops at the first difference. */
export const secretComparisons: readonly Restriction[] = [
  {
    selector: `BinaryExpression[operator=/^[!=]==?$/]:matches(${secretSide('left')}, ${secretSide('right')}):not(:has(> ${HARMLESS_OPERAND}))`,
    message: secretComparisonMessage,
  },
  {
    selector: `CallExpression[arguments.length=1] > MemberExpression.callee[property.name=/^(equals|compare|localeCompare)$/]:matches([object.name=${SECRET_NAME}], [object.property.name=${SECRET_NAME}])`,
    message: secretComparisonMessage,
  },
];

/** Fragments that may stand in SQL text: an escaped name, an UPPER_CASE constant, a variable called `…Sql` that holds one of these. */
const SQL_FRAGMENT = [
  'CallExpression[callee.name=/^escape(Identifier|Literal)$/]',
  'CallExpression[callee.property.name=/^escape(Identifier|Literal)$/]',
  'Identifier[name=/^([A-Z][A-Z0-9_]*|[a-z][A-Za-z0-9]*Sql)$/]',
].join(', ');

const builtSqlMessage =
  'Do not build SQL from values: pass them as parameters ($1), and names through escapeIdentifier or a variable called …Sql.';

/** SQL text is constant; values go in as parameters. */
export const builtSql: readonly Restriction[] = [
  {
    selector: `CallExpression[callee.property.name="query"] > TemplateLiteral.arguments > :not(TemplateElement, ${SQL_FRAGMENT})`,
    message: builtSqlMessage,
  },
  {
    selector: `CallExpression[callee.property.name="query"] > BinaryExpression.arguments[operator="+"]:has(> :not(Literal, BinaryExpression, ${SQL_FRAGMENT}))`,
    message: builtSqlMessage,
  },
];

const ownConnectionMessage =
  'Use Database.read and Database.write of #platform/db: a connection of one’s own has no scope, so row-level security compares with nobody.';
const lastingScopeMessage =
  'A scope ends with its transaction: set_config(…, true). What stays with the connection is the next caller’s.';
/** Texts of queries that match, whichever way they are written. */
const queryTexts = (pattern: string): readonly Restriction[] =>
  [`TemplateLiteral.arguments > TemplateElement[value.raw=${pattern}]`, `Literal.arguments[value=${pattern}]`].map(
    (text) => ({ selector: `CallExpression[callee.property.name="query"] > ${text}`, message: lastingScopeMessage }),
  );

/** One transaction wrapper is the only way to a connection, outside of `platform/db`. */
export const ownConnections: readonly Restriction[] = [
  { selector: 'ImportSpecifier[imported.name="DataSource"]', message: ownConnectionMessage },
  { selector: 'MemberExpression[property.name=/^(createQueryRunner|dataSource)$/]', message: ownConnectionMessage },
  {
    selector: 'MemberExpression[object.property.name="manager"][property.name=/^(connection|queryRunner)$/]',
    message: ownConnectionMessage,
  },
  ...queryTexts(String.raw`/set_config\(\s*'app\.[^)]*,\s*false\s*\)/i`),
  ...queryTexts(String.raw`/(^|;)\s*(SET\s+(SESSION\s+)?app\.|RESET\b|DISCARD\b)/i`),
];

/** The domain takes time from `#platform/clock`, so that a test can set it. */
export const ambientTime: readonly Restriction[] = [
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'Take the time from the clock in deps.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Take the time from the clock in deps.',
  },
];
