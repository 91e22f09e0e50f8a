import { DEFAULT_HTTP_LIMITS } from '../../../gateway/http/http-limits.ts';
import { securityHeaders } from '../../../gateway/http/security-headers.ts';
import { ROUTE_CHARGES } from '../../../gateway/limits/budget/route-charges.ts';
import { DEFAULT_SHAPE_LIMITS } from '../../../gateway/limits/limits.ts';
import { code, markdownTable } from '../markdown-table.ts';
import { budgetSections } from './budget-reference.ts';
import type { RouteCharge } from '../../../gateway/limits/budget/route-charges.ts';
import type { ShapeLimits } from '../../../gateway/limits/limits.ts';

/** Numbers of the edge that no setting changes. */
export interface EdgeLimits {
  readonly refusalWeight: number;
}

/** What each limit on shapes counts, its code and its setting. */
const SHAPES: Readonly<Record<keyof ShapeLimits, readonly [what: string, errorCode: string, setting: string]>> = {
  characters: ['characters of a document', 'MAX_CHARACTERS_LIMIT', 'GATEWAY_MAX_CHARACTERS'],
  tokens: ['tokens of a document', 'MAX_TOKENS_LIMIT', 'GATEWAY_MAX_TOKENS'],
  operations: ['operations in a document', 'MAX_OPERATIONS_LIMIT', 'GATEWAY_MAX_OPERATIONS'],
  fragments: ['fragments in a document', 'MAX_FRAGMENTS_LIMIT', 'GATEWAY_MAX_FRAGMENTS'],
  declaredVariables: ['variables that a document declares', 'MAX_VARIABLES_LIMIT', 'GATEWAY_MAX_DECLARED_VARIABLES'],
  selections: ['selections, fragments counted where they are spread', 'MAX_TOKENS_LIMIT', 'GATEWAY_MAX_SELECTIONS'],
  fields: ['fields, fragments counted where they are spread', 'MAX_FIELDS_LIMIT', 'GATEWAY_MAX_FIELDS'],
  depth: ['levels of fields; a root field is the first', 'MAX_DEPTH_LIMIT', 'GATEWAY_MAX_DEPTH'],
  aliases: [
    'fields with an alias, fragments counted where they are spread',
    'MAX_ALIASES_LIMIT',
    'GATEWAY_MAX_ALIASES',
  ],
  rootFields: ['fields of root types, over all operations', 'MAX_ROOT_FIELDS_LIMIT', 'GATEWAY_MAX_ROOT_FIELDS'],
  mutationFields: ['of these, those of mutations', 'MAX_ROOT_FIELDS_LIMIT', 'GATEWAY_MAX_MUTATION_FIELDS'],
  directives: ['directives, fragments counted where they are spread', 'MAX_DIRECTIVES_LIMIT', 'GATEWAY_MAX_DIRECTIVES'],
  listElements: [
    'elements of one list in the document or in variables, members of one object in variables',
    'MAX_LIST_LIMIT',
    'GATEWAY_MAX_LIST_ELEMENTS',
  ],
  valueNesting: ['lists and objects inside each other in one value', 'MAX_NESTING_LIMIT', 'GATEWAY_MAX_VALUE_NESTING'],
};

const REQUEST_HEADERS: readonly (readonly [string, string])[] = [
  [
    'content-type',
    'of a request with a body: `application/json`, in UTF-8 or without a charset. A request by `GET` has none, or this one',
  ],
  ['content-encoding', 'none; packed bodies are refused'],
  [
    'accept',
    '`application/json`, `application/graphql-response+json`, or a range with one of them; absent means the first',
  ],
  ['authorization', '`Bearer` and an access token; once'],
  ['apollographql-client-name', 'name of one of our own clients, without a token'],
  ['idempotency-key', 'of a mutation; once ([how](../idempotency.md))'],
  [
    'apollo-require-preflight',
    'anything, of a request by `GET` without a token and content type; `x-apollo-operation-name` does as well',
  ],
  ['x-request-id', '8 to 64 of `A-Z a-z 0-9 . _ -`; another is replaced'],
  ['x-cost', '`1` asks for the cost in extensions and headers'],
  ['host', 'once; required in HTTP/1.1'],
  ['expect', 'nothing but `100-continue`'],
  ['x-forwarded-for, x-forwarded-proto', 'from trusted proxies only (`TRUSTED_PROXIES`)'],
];

const ANSWER_HEADERS: readonly (readonly [string, string])[] = [
  ['x-request-id', 'every answer; errors repeat it'],
  ['retry-after', 'with 429, and where waiting helps; seconds'],
  ['allow', 'with 405'],
  ['www-authenticate', 'with 401 (RFC 6750, RFC 9470)'],
  [
    'ratelimit, ratelimit-policy, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset',
    'what is left of the budgets that the request paid from',
  ],
  ['x-cost-estimated, x-cost-actual, x-cost-max', 'when asked for'],
  ['vary', '`Origin`, where origins are allowed'],
  ['cache-control', '`no-store` on answers of the graph'],
];

/** The page of limits and headers of the public address. */
export function renderLimitReference(edge: EdgeLimits): string {
  return `${[
    '# Limits and headers',
    'Generated from the constants of the gateway. A request that passes a limit is refused before any subgraph is called. Settings and their\ndefaults are in [the configuration](configuration.md#gateway), codes in [the errors](errors.md).',
    '## HTTP',
    markdownTable(['limit', 'default', 'refused with', 'setting'], httpRows()),
    '## Documents and variables',
    'Of every document, also a registered one; of the values of each request.',
    markdownTable(['limit', 'default', 'code', 'setting'], shapeRows()),
    ...budgetSections(),
    '## Bursts',
    `An address (of IPv6: a /64) that sends more than \`GATEWAY_BURST_REQUESTS\` requests within \`GATEWAY_BURST_WINDOW_SECONDS\` is refused for\n\`GATEWAY_BURST_BLOCK_SECONDS\`, with 429, \`RATE_LIMITED\` and \`Retry-After\`, on every address but the probes. A request that is refused\nwith a 4xx, for whatever reason, counts ${String(edge.refusalWeight + 1)} times; so does\nwhat is no request at all, which gets no answer once its sender is refused. Each process counts for itself.`,
    '## Routes that are no operation',
    'They pay from the budget of cost (`GATEWAY_COST_PER_MINUTE`), of a partner also from its own, before any service is called: whoever is signed in for\nthemself, everybody else by address. What is over is refused with 429, `RATE_LIMITED` and `Retry-After`. The numbers in the last column are for each\naddress and each principal (`GATEWAY_ROUTE_LIMITS`); such a route is refused with 503 `SERVICE_UNAVAILABLE` while Redis is gone.',
    markdownTable(['route', 'cost', 'times a minute'], routeRows()),
    '## Headers of requests',
    markdownTable(
      ['header', 'what is taken'],
      REQUEST_HEADERS.map(([name, text]) => [names(name), text]),
    ),
    '## Headers of answers',
    markdownTable(
      ['header', 'when'],
      ANSWER_HEADERS.map(([name, text]) => [names(name), text]),
    ),
    'And on every answer, also to what is no request, is unknown or comes while the server stops (pages set a policy of their own):',
    markdownTable(
      ['header', 'value'],
      Object.entries(securityHeaders({ hsts: true })).map(([name, value]) => [code(name), code(value)]),
    ),
    '`strict-transport-security` is there where https is required, which is everywhere but in development.',
  ].join('\n\n')}\n`;
}

function httpRows(): string[][] {
  const { bodyBytes, bodyTimeMs, jsonNesting, jsonValues, urlCharacters, headerFields } = DEFAULT_HTTP_LIMITS;
  return [
    [
      'bytes of the body of a JSON request, also in chunks',
      thousands(bodyBytes),
      '413 `PAYLOAD_TOO_LARGE`',
      '`GATEWAY_MAX_BODY_BYTES`',
    ],
    [
      'milliseconds until such a body is there',
      thousands(bodyTimeMs),
      'the connection is closed',
      '`GATEWAY_BODY_TIMEOUT_MS`',
    ],
    [
      'lists and objects inside each other in a body',
      thousands(jsonNesting),
      '400 `BAD_REQUEST`',
      '`GATEWAY_MAX_JSON_NESTING`',
    ],
    ['values in a body', thousands(jsonValues), '400 `BAD_REQUEST`', '`GATEWAY_MAX_JSON_VALUES`'],
    ['operations in a request', '1', '400 `BATCHING_NOT_SUPPORTED`', ''],
    ['characters of the URL', thousands(urlCharacters), '414 `URI_TOO_LONG`', '`GATEWAY_MAX_URL_CHARACTERS`'],
    ['header fields', thousands(headerFields), '431 `HEADERS_TOO_LARGE`', '`GATEWAY_MAX_HEADER_FIELDS`'],
    ['request line and header fields together', '16,384 bytes', '431 `BAD_REQUEST`', ''],
    ['time until the header fields are there', '10 s', '408 `BAD_REQUEST`', ''],
    ['methods of `/graphql` and `/graphql/<id>`', '`POST`; `GET` for queries', '405 `METHOD_NOT_ALLOWED`', ''],
    ['`GET` without a sign that the browser asked first', 'none', '400 `CSRF_PREVENTED`', ''],
  ];
}

function shapeRows(): string[][] {
  return Object.entries(SHAPES).map(([name, [what, errorCode, setting]]) => [
    what,
    thousands(DEFAULT_SHAPE_LIMITS[name as keyof ShapeLimits]),
    code(errorCode),
    code(setting),
  ]);
}

function routeRows(): string[][] {
  return Object.entries<RouteCharge>(ROUTE_CHARGES).map(([route, { cost, limit }]) => [
    code(route),
    thousands(cost),
    limit === undefined ? '' : thousands(limit.perMinute),
  ]);
}

function names(list: string): string {
  return list.split(', ').map(code).join(', ');
}

function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}
