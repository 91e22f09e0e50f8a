import { registerOauthTokenRoute } from './caller/oauth-token-route.ts';
import { registerTransferRoutes } from './files/transfer-routes.ts';
import { createRouteCharges } from './limits/charge-route.ts';
import { registerExcerptRoutes } from './log/excerpt-routes.ts';
import { registerLogRoutes } from './log/log-routes.ts';
import type { FastifyInstance } from 'fastify';
import type { ServiceClient } from '#platform/http';
import type { Authenticate } from './caller/authenticate.ts';
import type { GatewayConfig } from './config.ts';
import type { Budget } from './limits/budget/budget.ts';

/** The routes that are no operation of the graph and pay from the same budgets. Each client carries its own kind of call alone. */
export async function registerChargedRoutes(
  server: FastifyInstance,
  deps: {
    readonly authenticate: Authenticate;
    readonly budget: Budget;
    readonly config: Pick<GatewayConfig, 'GATEWAY_BODY_TIMEOUT_MS'>;
    readonly identity: ServiceClient;
    readonly files: { readonly vault: ServiceClient; readonly case: ServiceClient };
    readonly log: ServiceClient;
    readonly excerpts: ServiceClient;
  },
): Promise<void> {
  const { authenticate, identity, files, log, excerpts } = deps;
  const charge = createRouteCharges(deps.budget);
  await registerOauthTokenRoute(server, { identity, charge, bodyTimeMs: deps.config.GATEWAY_BODY_TIMEOUT_MS });
  await registerTransferRoutes(server, { authenticate, charge, ...files });
  registerLogRoutes(server, { authenticate, charge, audit: log });
  registerExcerptRoutes(server, { authenticate, charge, audit: excerpts });
}
