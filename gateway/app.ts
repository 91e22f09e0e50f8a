import { createAccessTokenVerifier, createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { createFailoverClient, createServiceClient, createServiceFetch, readServiceTls } from '#platform/http';
import { createSharedState } from '#platform/redis';
import { createRequestSigner, openServiceKeys } from '#platform/signing';
import { createAuthenticate } from './caller/authenticate.ts';
import { createContextTokens } from './caller/context-tokens.ts';
import { guardExchange } from './caller/guard-exchange.ts';
import { createIdentityExchange } from './caller/identity-exchange.ts';
import { heedRevocations } from './caller/heed-revocations.ts';
import { followRevocations } from './caller/revocations.ts';
import { recordRefusedTokens } from './caller/record-refused-tokens.ts';
import { rememberVerifiedTokens } from './caller/verified-tokens.ts';
import { SUBGRAPHS, disableVendorTelemetry, openMeans, publicUrl, subgraphUrls } from './config.ts';
import { DEFAULT_CLIENT } from './documents/clients.ts';
import { createTransports } from './execution/transport/transports.ts';
import { transportSettings } from './execution/transport/transport-settings.ts';
import { TRANSFER_CONNECTIONS } from './files/transfer-places.ts';
import { featuresOf } from './features.ts';
import { createEdge } from './http/create-edge.ts';
import { dependencyChecks } from './http/dependency-checks.ts';
import { registerGraphqlRoute } from './http/graphql-route.ts';
import { answerPlainRequests } from './http/plain-requests.ts';
import { checkVariables } from './limits/check-variables.ts';
import { shapeLimitsOf } from './limits/shape-settings.ts';
import { EXCERPT_CONNECTIONS } from './log/excerpt-routes.ts';
import { LOG_CONNECTIONS } from './log/log-routes.ts';
import { registerPages } from './pages/register-pages.ts';
import { recordDenials } from './record-denials.ts';
import { registerChargedRoutes } from './register-charged-routes.ts';
import { OPERATIONS } from './registry/absent-operations.ts';
import { openBudget, openRequestAccounts } from './limits/open-request-accounts.ts';
import { recordBlocks, recordExhaustion } from './limits/record-limits.ts';
import { openRegistry } from './registry/open-registry.ts';
import { openSupergraph } from './supergraph/open-supergraph.ts';
import type { AuditClient } from '#platform/audit';
import type { ContextTokenVerifier } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { BufferingClient, ServiceClient, ServiceTls } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { Authenticate } from './caller/authenticate.ts';
import type { ContextTokens } from './caller/context-tokens.ts';
import type { GatewayConfig, SubgraphName } from './config.ts';
import type { DocumentStore } from './documents/document-store.ts';
import type { FindDenials } from './execution/check-access.ts';
import type { CircuitBreaker } from './execution/transport/circuit-breaker.ts';
import type { Transports } from './execution/transport/transports.ts';
import type { Edge } from './http/create-edge.ts';
import type { GraphqlRouteDeps } from './http/graphql-route.ts';
import type { Budget } from './limits/budget/budget.ts';
import type { OpenRegistry } from './registry/open-registry.ts';
import type { RunningGateway } from './running-gateway.ts';

export interface GatewayDeps {
  readonly config: GatewayConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Stands in for the audit service. */
  readonly auditClient?: AuditClient | undefined;
  /** The real early check unless a test or a measurement gives another. */
  readonly findDenials?: FindDenials | undefined;
}

export type ServiceClients = Readonly<Record<SubgraphName, ServiceClient & BufferingClient>>;

/** Puts the gateway together. The server is ready to listen; `resources` are closed after it. */
export async function startGateway(deps: GatewayDeps): Promise<RunningGateway> {
  const { config, logger, clock } = deps;
  disableVendorTelemetry();
  const tls = readServiceTls('gateway', config);
  const client = createClientFactory(deps, tls);
  const clients = createClients(client);
  // Apart from the graph's, so that a flood of sign-ins does not keep those who are signed in waiting.
  const exchange = client('identity');
  const files = { vault: client('vault', TRANSFER_CONNECTIONS), case: client('case', TRANSFER_CONNECTIONS) };
  const log = client('audit', LOG_CONNECTIONS);
  const excerpts = client('audit', EXCERPT_CONNECTIONS);
  const state = createSharedState({ url: config.REDIS_URL, clock, logger });
  const recorded = await recordDenials({ ...deps, audit: client('audit', 1) });
  const { denials, metrics } = recorded;
  const shared = config.REDIS_URL === undefined ? undefined : state;
  const registry = await openRegistry({ config, openMeans: openMeans(config), shared, clock, logger, metrics });
  const documents = registry.documents.store;
  const clientOf: DocumentStore['client'] = (clientId) => documents.client(clientId);
  const budget = openBudget({ ...deps, state, clientOf, metrics, onExhausted: recordExhaustion(denials) });
  const transports = createTransports({ settings: transportSettings(config), metrics, logger });
  const breaker = transports.breaker('identity-exchange');
  const rules = createCallerRules(deps, { identity: exchange, breaker, documents, tls });
  const { contextTokens, verifyContextToken } = rules;
  const authenticate = recordRefusedTokens(rules.authenticate, denials);
  const unsubscribe = await followRevocations({ state, contextTokens, logger });
  const edge = createServer(deps, { clients: { ...clients, identity: exchange }, state, ...recorded });
  const identity = heedRevocations(clients.identity, (message) => {
    contextTokens.revoke(message);
  });
  const { server } = edge;
  const { supergraph, route } = await registerGraphql(edge, deps, {
    clients: { ...clients, identity },
    registry,
    transports,
    budget,
    authenticate,
    ...{ denials, metrics },
  });
  const { auditClient } = deps;
  await registry.serve(() => supergraph.current(), { state, tls, denials, verifyContextToken, auditClient });
  const { identity: signIn } = clients;
  await registerChargedRoutes(server, { ...deps, authenticate, budget, identity: signIn, files, log, excerpts });
  await registerPages(server, { ...deps, identity: signIn, documents, supergraph, route, metrics });
  return {
    server,
    metrics,
    reload: () => supergraph.reload(),
    resources: [
      registry,
      supergraph,
      { close: unsubscribe },
      ...recorded.resources,
      ...[...Object.values(clients), ...Object.values(files), exchange, log, excerpts].map((open) => ({
        close: () => open.close(),
      })),
      state,
    ],
  };
}

type ClientFactory = (callee: SubgraphName, connections?: number) => ServiceClient & BufferingClient;

function createClientFactory({ config, clock, logger }: GatewayDeps, tls: ServiceTls | undefined): ClientFactory {
  const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  const sign = createRequestSigner({ keys, caller: 'gateway', clock });
  const urls = subgraphUrls(config);
  return (callee, connections) =>
    createFailoverClient(
      urls[callee].map((baseUrl) =>
        createServiceClient({ callee, baseUrl, sign, tls, ...(connections === undefined ? {} : { connections }) }),
      ),
    );
}

function createClients(client: ClientFactory): ServiceClients {
  return {
    identity: client('identity'),
    vault: client('vault'),
    case: client('case'),
    incident: client('incident'),
    audit: client('audit'),
  };
}

function createCallerRules(
  { config, clock, logger }: GatewayDeps,
  parts: {
    readonly identity: ServiceClient;
    /** In front of the exchange of tokens. */
    readonly breaker: CircuitBreaker;
    readonly documents: DocumentStore;
    readonly tls: ServiceTls | undefined;
  },
): {
  readonly authenticate: Authenticate;
  readonly contextTokens: ContextTokens;
  readonly verifyContextToken: ContextTokenVerifier;
} {
  const keys = createJwksClient({
    url: new URL('/.well-known/jwks.json', config.IDENTITY_URL).href,
    clock,
    fetch: createServiceFetch('identity', parts.tls),
  });
  const issuer = config.IDENTITY_ISSUER;
  const verifyContextToken = createContextTokenVerifier({ issuer, keys, clock });
  const contextTokens = createContextTokens({
    exchange: guardExchange(createIdentityExchange(parts.identity), parts.breaker),
    verify: verifyContextToken,
    clock,
    logger,
  });
  const verifyAccessToken = createAccessTokenVerifier({ issuer, audience: publicUrl(config), keys, clock });
  const authenticate = createAuthenticate({
    verifyAccessToken: rememberVerifiedTokens(verifyAccessToken, clock),
    contextTokens,
    isFirstParty: (name) => parts.documents.client(name)?.party === 'first',
    defaultClient: DEFAULT_CLIENT,
  });
  return { authenticate, contextTokens, verifyContextToken };
}

function createServer(
  { config, logger, clock }: GatewayDeps,
  parts: {
    readonly clients: ServiceClients;
    readonly state: SharedState;
    readonly denials: DenialRecorder;
    readonly metrics: Metrics;
  },
): Edge {
  const { clients, state, denials, metrics } = parts;
  return createEdge({
    config,
    httpsOnly: featuresOf(config.LIFEREADY_ENV).httpsOnly,
    dependencies: dependencyChecks({ clients, state, redisRequired: config.HEALTH_REDIS_REQUIRED }),
    metrics,
    recordBlock: recordBlocks(denials, clock),
    clock,
    logger,
  });
}

async function registerGraphql(
  edge: Edge,
  { config, logger, clock, findDenials }: GatewayDeps,
  parts: {
    readonly clients: ServiceClients;
    readonly registry: OpenRegistry;
    readonly transports: Transports;
    readonly budget: Budget;
    readonly authenticate: Authenticate;
    readonly denials: DenialRecorder;
    readonly metrics: Metrics;
  },
) {
  const { clients, registry } = parts;
  const { documents } = registry;
  const { introspection } = featuresOf(config.LIFEREADY_ENV);
  const limits = shapeLimitsOf(config);
  const supergraph = await openSupergraph({
    file: config.SUPERGRAPH_FILE,
    watchMs: config.GATEWAY_SUPERGRAPH_WATCH_MS,
    documents: () => documents.store.all(),
    openClients: () => ({
      clients: new Map([...SUBGRAPHS.map((name) => [name, clients[name]] as const), [OPERATIONS, registry.operations]]),
      close: () => Promise.resolve(),
    }),
    transports: parts.transports,
    executor: config.GATEWAY_EXECUTOR,
    accounts: openRequestAccounts({
      ...{ config, budget: parts.budget, metrics: parts.metrics },
      clientOf: (clientId) => documents.store.client(clientId),
      tellSubgraphs: introspection,
    }),
    accessDenials: config.GATEWAY_ACCESS_DENIALS,
    introspection,
    documentRules: { limits, validation: { introspection, explain: introspection } },
    httpDraft: config.GATEWAY_HTTP_DRAFT,
    clock,
    logger,
    findDenials,
    denials: parts.denials,
    metrics: parts.metrics,
  });
  const route: GraphqlRouteDeps = {
    authenticate: parts.authenticate,
    resolveDocument: (clientId, request) => documents.resolve(clientId, request),
    checkDocument: supergraph.checkDocument,
    checkVariables: (variables) => {
      checkVariables(variables, limits);
    },
    draft: config.GATEWAY_HTTP_DRAFT,
    limits: edge.rules.limits,
    server: supergraph.server,
    requestTimeoutMs: config.GATEWAY_REQUEST_TIMEOUT_MS,
  };
  await registerGraphqlRoute(edge.server, route);
  answerPlainRequests(edge, { ...route, logger });
  return { supergraph, route };
}
