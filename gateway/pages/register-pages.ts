import { featuresOf } from '../features.ts';
import { registerExplorer } from '../explorer/explorer-page.ts';
import { registerFrontDoor } from '../http/front-door.ts';
import { registerMailLinkPages } from './mail-link-pages.ts';
import { registerOutboxPage } from './outbox-page.ts';
import { registerPolicyReports } from './policy-reports.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { GatewayConfig } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import type { GraphqlRouteDeps } from '../http/graphql-route.ts';
import type { OpenSupergraph } from '../supergraph/open-supergraph.ts';

/** Everything that is a page, as far as the environment has it: what mailed links lead to everywhere, the explorer and mail for developers. */
export async function registerPages(
  server: FastifyInstance,
  deps: {
    readonly config: GatewayConfig;
    readonly identity: ServiceClient;
    readonly documents: DocumentStore;
    readonly supergraph: OpenSupergraph;
    readonly route: GraphqlRouteDeps;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly metrics: Metrics;
  },
): Promise<void> {
  const { config, identity } = deps;
  const features = featuresOf(config.LIFEREADY_ENV);
  await registerPolicyReports(server, deps);
  registerMailLinkPages(server, deps.documents);
  if (features.introspection) await registerExplorer(server, { ...deps, maxCost: config.GATEWAY_MAX_COST });
  if (!features.developmentPages) return;
  registerOutboxPage(server, identity);
  registerFrontDoor(server);
}
