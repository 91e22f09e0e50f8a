import { z } from 'zod';
import { loadConfig, processShape, urlList, verifiesDatabase } from '#platform/config';
import { DOCUMENT_MODES } from './documents/clients.ts';
import { ACCESS_DENIALS } from './execution/access-denials.ts';
import { EXECUTORS } from './execution/executors.ts';
import { namedTimes } from './execution/transport/named-times.ts';
import { HTTP_DRAFTS } from './http/draft-status.ts';
import { LIMITED_ROUTE } from './limits/budget/route-charges.ts';
import { DEFAULT_HTTP_LIMITS } from './http/http-limits.ts';
import { LIMIT_MODES } from './limits/cost/cost-limits.ts';
import { namedCosts } from './limits/named-costs.ts';
import { DEFAULT_MAX_COST, DEFAULT_SHAPE_LIMITS } from './limits/limits.ts';
import { commaList, limit, unlimited } from './setting-kinds.ts';
import type { StrictRule } from '#platform/config';
import type { DocumentMode } from './documents/clients.ts';
import type { HttpLimits } from './http/http-limits.ts';
import type { ShapeLimits } from './limits/limits.ts';

/** The subgraphs behind the gateway; the names stand in the supergraph and in the service keys. */
export const SUBGRAPHS = ['identity', 'vault', 'case', 'incident', 'audit'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** An exact origin (RFC 6454): scheme, host, port; no path, no wildcard. */
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;
/** Not the whole internet: whoever may say from where a request comes is named. */
const CIDR = /^[0-9a-f.:]+(\/(?!0+$)\d{1,3})?$/i;
const LOCAL_HOST = /^(localhost|127\.|0\.0\.0\.0|\[?::1\]?|.*\.localhost$)/;
const shapeLimit = (name: keyof ShapeLimits) => limit(DEFAULT_SHAPE_LIMITS[name], 1_000_000);
const httpLimit = (name: keyof HttpLimits) => limit(DEFAULT_HTTP_LIMITS[name], 16_777_216);

export const schema = z.object({
  ...processShape,
  /** Address under which people and clients reach the gateway. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  IDENTITY_ISSUER: z.url(),
  IDENTITY_URL: z.url(),
  /** Address of vault inside. */
  VAULT_URL: z.url(),
  /** Address of case inside. */
  CASE_URL: z.url(),
  /** Address of incident inside. */
  INCIDENT_URL: z.url(),
  AUDIT_URL: urlList,
  /** Verifier key of the audit log; a receipt that does not verify under it is refused. */
  AUDIT_LOG_VKEY: z.string().min(1),
  /**
   * Whether callers sign in and `@access` decides. `off` serves a supergraph that is not ours, unsigned, to anybody who can reach it:
   * for measurements, never in staging or production, and without all that tells our services apart (`gateway/any-supergraph/`).
   */
  GATEWAY_ACCESS: z.enum(['on', 'off']).default('on'),
  /** The composed schema, `schema/supergraph.graphql`. */
  SUPERGRAPH_FILE: z.string().min(1),
  /** Time between two looks at that file, in milliseconds; another one is served without a restart. 0 looks at it on `SIGHUP` only. */
  GATEWAY_SUPERGRAPH_WATCH_MS: z.coerce.number().int().min(0).max(3_600_000).default(1_000),
  /** Folder with `clients.json` and the documents that each client registered. */
  PERSISTED_DOCUMENTS_DIR: z.string().min(1),
  /** Connection of the gateway's runtime role to the registry of documents; without it, only the documents of the folder run. */
  GATEWAY_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Connections of one process to it. */
  GATEWAY_DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(4),
  /** Port, on this machine alone, of the subgraph `operations` over that registry; any that is free when 0. */
  GATEWAY_REGISTRY_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** Age at which a change of the registry whose outcome is missing from the audit log is settled. */
  AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  /**
   * What mode `open` counts as here, for clients that are in it: `open`, and `safelist` in production unless this says otherwise. It is
   * for development and sandboxes.
   */
  GATEWAY_OPEN_MEANS: z.enum(DOCUMENT_MODES).optional(),
  /** Origins whose scripts may call the endpoint; none means the gateway's own pages only. */
  CORS_ALLOWED_ORIGINS: commaList(z.string().regex(ORIGIN, 'must be exact origins, separated by commas')),
  /** Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  TRUSTED_PROXIES: commaList(z.string().regex(CIDR, 'must be addresses or CIDR ranges, separated by commas')),
  /** Highest estimated cost of one operation. */
  GATEWAY_MAX_COST: z.coerce.number().int().min(1).max(1_000_000).default(DEFAULT_MAX_COST),
  /** The same for single clients, such as `partner-a=2000`; of what is registered for a client and this, the smaller one counts. */
  GATEWAY_CLIENT_MAX_COST: namedCosts(/^[a-z0-9-]+$/),
  /** Highest estimated cost of what one subgraph has to do for an operation, such as `audit=2000`; none means that of the operation. */
  GATEWAY_SUBGRAPH_MAX_COST: namedCosts(/^[\w-]+$/),
  /** Whether an operation that would cost too much is refused, or runs and is counted. */
  GATEWAY_COST_MODE: z.enum(LIMIT_MODES).default('enforce'),
  /** The same for the limits of single subgraphs. */
  GATEWAY_SUBGRAPH_COST_MODE: z.enum(LIMIT_MODES).default('enforce'),
  /** The same for a request whose budget is used up. */
  GATEWAY_BUDGET_MODE: z.enum(LIMIT_MODES).default('enforce'),
  /** Requests of one caller (a principal, without a token an address) in a minute, also all at once. */
  GATEWAY_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000_000).default(120),
  /** Cost of the operations of one caller in a minute. */
  GATEWAY_COST_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000_000).default(100_000),
  /** Cost of the operations of one partner in a minute, over all of its callers. */
  GATEWAY_CLIENT_COST_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000_000).default(1_000_000),
  /** Times in a minute that one address and one principal may ask for a field of `Query` or `Mutation`, other than those in the code. */
  GATEWAY_ROOT_FIELD_LIMITS: namedCosts(/^(Query|Mutation)\.\w+$/),
  /** The same for routes that are no operation and have a limit of their own, such as `POST /oauth/token=60`. */
  GATEWAY_ROUTE_LIMITS: namedCosts(LIMITED_ROUTE),
  /** All budgets and limits in a minute times this, for development, where one address is many people. */
  GATEWAY_BUDGET_FACTOR: z.coerce.number().min(0.01).max(1_000_000).default(1),
  /** Most bytes of the body of a JSON request; files have limits of their own. */
  GATEWAY_MAX_BODY_BYTES: httpLimit('bodyBytes'),
  /** Time for such a body to arrive, in milliseconds. */
  GATEWAY_BODY_TIMEOUT_MS: httpLimit('bodyTimeMs'),
  /** Most characters of path and parameters. */
  GATEWAY_MAX_URL_CHARACTERS: httpLimit('urlCharacters'),
  /** Most header fields of one request. */
  GATEWAY_MAX_HEADER_FIELDS: httpLimit('headerFields'),
  /** Most objects and lists inside each other in one body. */
  GATEWAY_MAX_JSON_NESTING: httpLimit('jsonNesting'),
  /** Most values in one body. */
  GATEWAY_MAX_JSON_VALUES: httpLimit('jsonValues'),
  /** Most characters of one document. */
  GATEWAY_MAX_CHARACTERS: shapeLimit('characters'),
  /** Most tokens of one document. */
  GATEWAY_MAX_TOKENS: shapeLimit('tokens'),
  /** Most selections of one document, fragments counted where they are spread. */
  GATEWAY_MAX_SELECTIONS: shapeLimit('selections'),
  /** Most fields of one document, fragments counted where they are spread. */
  GATEWAY_MAX_FIELDS: shapeLimit('fields'),
  /** Most levels of fields. */
  GATEWAY_MAX_DEPTH: shapeLimit('depth'),
  /** Most fields with an alias, fragments counted where they are spread. */
  GATEWAY_MAX_ALIASES: shapeLimit('aliases'),
  /** Most fields of root types, over all operations of a document. */
  GATEWAY_MAX_ROOT_FIELDS: shapeLimit('rootFields'),
  /** Most of them in mutations. */
  GATEWAY_MAX_MUTATION_FIELDS: shapeLimit('mutationFields'),
  /** Most directives of one document, fragments counted where they are spread. */
  GATEWAY_MAX_DIRECTIVES: shapeLimit('directives'),
  /** Most operations in one document. */
  GATEWAY_MAX_OPERATIONS: shapeLimit('operations'),
  /** Most fragments in one document. */
  GATEWAY_MAX_FRAGMENTS: shapeLimit('fragments'),
  /** Most variables that one document declares. */
  GATEWAY_MAX_DECLARED_VARIABLES: shapeLimit('declaredVariables'),
  /** Most elements of one list, in the document or in variables, and most members of one object in variables. */
  GATEWAY_MAX_LIST_ELEMENTS: shapeLimit('listElements'),
  /** Most lists and objects inside each other in one value, in the document or in variables. */
  GATEWAY_MAX_VALUE_NESTING: shapeLimit('valueNesting'),
  /** Requests of one address (of IPv6: of one /64) in a window before it is refused for a while; a refused one counts ten times. Each process counts for itself. */
  GATEWAY_BURST_REQUESTS: z.coerce.number().int().min(1).max(10_000_000).default(3_000),
  /** Length of that window, in seconds. */
  GATEWAY_BURST_WINDOW_SECONDS: z.coerce.number().int().min(1).max(3_600).default(10),
  /** For how long such an address is refused, in seconds. */
  GATEWAY_BURST_BLOCK_SECONDS: z.coerce.number().int().min(1).max(86_400).default(30),
  /** Draft of GraphQL over HTTP whose status codes are used; with 2026, 422 for what does not fit the schema and 294 for partial data. */
  GATEWAY_HTTP_DRAFT: z.enum(HTTP_DRAFTS).default('2025'),
  /** What becomes of a query with fields that the caller may not use: refused as a whole, or run with null in their places. */
  GATEWAY_ACCESS_DENIALS: z.enum(ACCESS_DENIALS).default('refuse'),
  /** What runs the plans of requests: the executor of the gateway library, or programs compiled once for each document. */
  GATEWAY_EXECUTOR: z.enum(EXECUTORS).default('program'),
  /** Longest time a subgraph may take to answer one call, in milliseconds. */
  GATEWAY_SUBGRAPH_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  /** The same for single subgraphs, in milliseconds, such as `vault=5000,audit=2000`. */
  GATEWAY_SUBGRAPH_TIMEOUTS_MS: namedTimes(/^[\w-]+$/, ''),
  /** The same for single fields of `Query` and `Mutation` that may take longer, in milliseconds. */
  GATEWAY_SLOW_FIELDS_MS: namedTimes(/^(Query|Mutation)\.\w+$/, 'Mutation.exportPack=75000'),
  /** Longest time for an operation as a whole, in milliseconds; slow fields may take longer. */
  GATEWAY_REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(30_000),
  /** Largest answer of a subgraph to one call, in bytes. */
  GATEWAY_SUBGRAPH_MAX_ANSWER_BYTES: z.coerce.number().int().min(1_024).max(134_217_728).default(8_388_608),
  /** Whether queries of one caller share calls of a subgraph: small ones travel together, identical ones are one. */
  GATEWAY_SHARED_CALLS: z.stringbool().default(true),
  /** Processes that serve, each on a processor of its own; with more than one there is another in front of them that serves nothing. */
  GATEWAY_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  /** Port of a listener of its own for `GET /metrics`, which the public one does not have; no listener when absent. */
  GATEWAY_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Address on which metrics are to be had; never one that the public reaches. */
  GATEWAY_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  /** Whether the instance leaves service when Redis cannot be reached. */
  HEALTH_REDIS_REQUIRED: z.stringbool().default(false),
});

export type GatewayConfig = Readonly<z.output<typeof schema>>;

/** What there is no need of where nobody signs in and no service is ours. */
const anySupergraphSchema = schema
  .omit({
    SERVICE_KEYS_FILE: true,
    PUBLIC_URL: true,
    IDENTITY_ISSUER: true,
    IDENTITY_URL: true,
    VAULT_URL: true,
    CASE_URL: true,
    INCIDENT_URL: true,
    AUDIT_URL: true,
    AUDIT_LOG_VKEY: true,
    PERSISTED_DOCUMENTS_DIR: true,
  })
  .extend({
    // Nobody knows how long somebody else's lists are, and all callers are one address: what is not set is not limited.
    GATEWAY_MAX_COST: unlimited(),
    GATEWAY_COST_PER_MINUTE: unlimited(),
    GATEWAY_REQUESTS_PER_MINUTE: unlimited(),
    /** Whether requests are priced and budgets kept at all; `off` for measurements of everything else. */
    GATEWAY_LIMITS: z.enum(['on', 'off']).default('on'),
  });

/** Of the gateway over somebody else's supergraph. */
export type OpenGatewayConfig = Readonly<z.output<typeof anySupergraphSchema>>;
/** What both gateways have. */
export type AnySupergraphConfig = Omit<OpenGatewayConfig, 'GATEWAY_LIMITS'>;

/** The configuration of one of the two gateways there are. */
export type GatewaySettings =
  | { readonly access: 'on'; readonly config: GatewayConfig }
  | { readonly access: 'off'; readonly config: OpenGatewayConfig };

/** Attack: a gateway in production that asks nobody who they are, by one variable. */
const requireAccess: StrictRule<Pick<GatewayConfig, 'LIFEREADY_ENV' | 'GATEWAY_ACCESS'>> = ({ GATEWAY_ACCESS }) =>
  GATEWAY_ACCESS === 'off' ? 'GATEWAY_ACCESS: must be on outside development' : undefined;

const strictRules: readonly StrictRule<z.output<typeof schema>>[] = [
  requireAccess,
  ({ REDIS_URL }) =>
    REDIS_URL === undefined ? 'REDIS_URL: is required outside development (replicas must share state)' : undefined,
  ({ GATEWAY_BUDGET_FACTOR }) =>
    GATEWAY_BUDGET_FACTOR > 1 ? 'GATEWAY_BUDGET_FACTOR: must not be more than 1 outside development' : undefined,
  ({ PUBLIC_URL }) =>
    PUBLIC_URL.startsWith('https://') ? undefined : 'PUBLIC_URL: must use https outside development',
  ({ PUBLIC_URL }) =>
    LOCAL_HOST.test(new URL(PUBLIC_URL).hostname) ? 'PUBLIC_URL: must not name this machine' : undefined,
  ({ CORS_ALLOWED_ORIGINS }) =>
    CORS_ALLOWED_ORIGINS.every((origin) => origin.startsWith('https://'))
      ? undefined
      : 'CORS_ALLOWED_ORIGINS: must use https outside development',
  ({ CORS_ALLOWED_ORIGINS }) =>
    CORS_ALLOWED_ORIGINS.some((origin) => LOCAL_HOST.test(new URL(origin).hostname))
      ? 'CORS_ALLOWED_ORIGINS: must not name this machine'
      : undefined,
  ({ GATEWAY_DATABASE_URL: url }) =>
    url === undefined || verifiesDatabase(url)
      ? undefined
      : 'GATEWAY_DATABASE_URL: must use sslmode=verify-full outside development',
  ({ TRUSTED_PROXIES }) =>
    TRUSTED_PROXIES.length === 0
      ? 'TRUSTED_PROXIES: is required outside development (whether a request came by https is known to the proxy)'
      : undefined,
];

/**
 * The gateway's configuration.
 * @param environment the process environment unless told otherwise
 * @throws ConfigurationError listing everything that is wrong
 */
export function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): GatewayConfig {
  return loadConfig('gateway', schema, environment, strictRules);
}

/**
 * The configuration of whichever gateway is wanted.
 * @throws ConfigurationError listing everything that is wrong
 */
export function readGatewaySettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): GatewaySettings {
  return environment['GATEWAY_ACCESS'] === 'off'
    ? { access: 'off', config: loadConfig('gateway', anySupergraphSchema, environment, [requireAccess]) }
    : { access: 'on', config: readGatewayConfig(environment) };
}

/** Addresses of each subgraph, one for each instance that is reached by itself. */
export function subgraphUrls(config: GatewayConfig): Readonly<Record<SubgraphName, readonly string[]>> {
  return {
    identity: [config.IDENTITY_URL],
    vault: [config.VAULT_URL],
    case: [config.CASE_URL],
    incident: [config.INCIDENT_URL],
    audit: config.AUDIT_URL,
  };
}

/** Address of the endpoint without a slash at its end: the audience of access tokens. */
export function publicUrl({ PUBLIC_URL }: GatewayConfig): string {
  return PUBLIC_URL.replace(/\/+$/, '');
}

/** What a client in mode `open` may run in this deployment. */
export function openMeans({ GATEWAY_OPEN_MEANS, LIFEREADY_ENV }: AnySupergraphConfig): DocumentMode {
  return GATEWAY_OPEN_MEANS ?? (LIFEREADY_ENV === 'production' ? 'safelist' : 'open');
}

/** Attack: `@apollo/gateway` reports usage to its maker unless this variable says no; it is read when a gateway is made. */
export function disableVendorTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
}
