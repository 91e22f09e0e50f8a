import { ANONYMOUS } from '#platform/auth';
import { AppError } from '#platform/errors';
import { createMetrics } from '#platform/metrics';
import { createSharedState } from '#platform/redis';
import { disableVendorTelemetry } from '../config.ts';
import { readAnySupergraph } from '../execution/supergraph.ts';
import { transportSettings } from '../execution/transport/transport-settings.ts';
import { createTransports } from '../execution/transport/transports.ts';
import { createEdge } from '../http/create-edge.ts';
import { registerGraphqlRoute } from '../http/graphql-route.ts';
import { listenForMetrics } from '../http/metrics-listener.ts';
import { answerPlainRequests } from '../http/plain-requests.ts';
import { checkVariables } from '../limits/check-variables.ts';
import { shapeLimitsOf } from '../limits/shape-settings.ts';
import { openBudget, openRequestAccounts } from '../limits/open-request-accounts.ts';
import { openSupergraph } from '../supergraph/open-supergraph.ts';
import { openUnsignedClients } from './unsigned-clients.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { OpenGatewayConfig } from '../config.ts';
import type { ResolvedDocument } from '../documents/resolve-document.ts';
import type { GraphqlRequest } from '../http/graphql-request.ts';
import type { GraphqlRouteDeps } from '../http/graphql-route.ts';
import type { RunningGateway } from '../running-gateway.ts';

/** The one client there is. */
const CLIENT_ID = 'anybody';

/**
 * The gateway over somebody else's supergraph, so that its executor and limits can be judged on other graphs than ours: nobody signs
 * in, no coordinate has a policy, any document may run, subgraphs are called unsigned where the supergraph says. It is no way into
 * our services: they refuse unsigned calls, and staging and production refuse the setting.
 */
export async function startAnyGateway(deps: {
  readonly config: OpenGatewayConfig;
  readonly logger: Logger;
  readonly clock: Clock;
}): Promise<RunningGateway> {
  const { config, logger } = deps;
  disableVendorTelemetry();
  const metrics = createMetrics('gateway');
  const state = createSharedState({ ...deps, url: config.REDIS_URL });
  const limits = shapeLimitsOf(config);
  const parts = { ...deps, metrics, clientOf: () => undefined };
  const supergraph = await openSupergraph({
    file: config.SUPERGRAPH_FILE,
    watchMs: config.GATEWAY_SUPERGRAPH_WATCH_MS,
    documents: () => [],
    readSupergraph: readAnySupergraph,
    openClients: openUnsignedClients,
    // Others' subgraphs take one operation in a call.
    transports: createTransports({ settings: { ...transportSettings(config), batching: false }, metrics, logger }),
    executor: config.GATEWAY_EXECUTOR,
    accounts:
      config.GATEWAY_LIMITS === 'off'
        ? undefined
        : openRequestAccounts({ ...parts, budget: openBudget({ ...parts, state }), tellSubgraphs: true }),
    accessDenials: 'refuse',
    introspection: true,
    documentRules: { limits, validation: { introspection: true, explain: true } },
    httpDraft: config.GATEWAY_HTTP_DRAFT,
    denials: { record: () => undefined, close: () => Promise.resolve() },
    findDenials: () => [],
    metrics,
    clock: deps.clock,
    logger,
  });
  const listener = await listenForMetrics(config, metrics, logger);
  const edge = createEdge({ ...deps, metrics, httpsOnly: false, dependencies: {} });
  const route: GraphqlRouteDeps = {
    authenticate: () => Promise.resolve({ actor: ANONYMOUS, contextToken: undefined, clientId: CLIENT_ID }),
    resolveDocument: (_clientId, request) => anyText(request),
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
  return {
    server: edge.server,
    metrics,
    reload: () => supergraph.reload(),
    resources: [supergraph, state, ...(listener === undefined ? [] : [listener])],
  };
}

/** @throws AppError BAD_REQUEST for a request by id: nobody registered anything */
function anyText({ query }: GraphqlRequest): ResolvedDocument {
  if (query === undefined) throw new AppError('BAD_REQUEST', { detail: 'Send `query`.' });
  return { query, registered: false };
}
