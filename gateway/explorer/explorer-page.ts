import { ownDocumentId } from '../documents/own-document.ts';
import { registerGraphqlRoute } from '../http/graphql-route.ts';
import { newNonce } from '../pages/page-document.ts';
import { registerAnalysisRoutes } from './analysis-routes.ts';
import { browserAssets } from './assets.ts';
import { currentGraph } from './current-graph.ts';
import { renderFrame } from './frame-page.ts';
import { renderHost } from './host-page.ts';
import { framePolicy, hostPolicy } from './page-policy.ts';
import { withReports } from './reporting-server.ts';
import { registerSandboxRoute } from './sandbox-route.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '#platform/http';
import type { DocumentStore } from '../documents/document-store.ts';
import type { GraphqlRouteDeps } from '../http/graphql-route.ts';
import type { OpenSupergraph } from '../supergraph/open-supergraph.ts';

const ONE_DAY_SECONDS = 86_400;

/** Registered documents of ours that the page runs for people of a sandbox. */
const DOCUMENTS = [
  'Login',
  'VerifyMfa',
  'RefreshSession',
  'RevokeSession',
  'AddPerson',
  'AddAsset',
  'OpenEmergencyPack',
  'ReportIncident',
] as const;

export interface ExplorerDeps {
  readonly supergraph: Pick<OpenSupergraph, 'current'>;
  /** Of `POST /graphql`: the explorer's requests go the same way. */
  readonly route: GraphqlRouteDeps;
  readonly maxCost: number;
  readonly documents: Pick<DocumentStore, 'findByName'>;
  readonly identity: Pick<ServiceClient, 'callJson'>;
  readonly clock: Clock;
}

/**
 * `GET /explorer` and what it needs: a page that knows who acts, and in a frame of it, without a token, the editor. Everything comes
 * from here; the policies of both pages see to it. For developers: in production none of it is registered.
 * @throws Error when one of the documents that the page runs is not registered
 */
export async function registerExplorer(server: FastifyInstance, deps: ExplorerDeps): Promise<void> {
  const { route } = deps;
  const graph = currentGraph(() => deps.supergraph.current().supergraph, deps.maxCost);
  registerAnalysisRoutes(server, { ...route, graph, clock: deps.clock });
  registerSandboxRoute(server, deps);
  const reporting = withReports(route.server, () => performance.now());
  await registerGraphqlRoute(server, { ...route, urls: ['/explorer/graphql'], server: reporting });
  const settings = { documents: idsOf(deps.documents) };
  server.get('/explorer', (_request, reply) => {
    const nonce = newNonce();
    return reply
      .headers({ 'content-security-policy': hostPolicy(nonce), 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(renderHost(nonce, settings));
  });
  server.get('/explorer/frame', (_request, reply) => {
    const nonce = newNonce();
    return reply
      .headers({
        'content-security-policy': framePolicy(nonce),
        'x-frame-options': 'SAMEORIGIN',
        'cache-control': 'no-store',
      })
      .type('text/html; charset=utf-8')
      .send(renderFrame(nonce));
  });
  for (const { url, type, content } of browserAssets()) {
    server.get(url, (_request, reply) =>
      reply
        .headers({
          'cache-control': `public, max-age=${ONE_DAY_SECONDS}, immutable`,
          // The frame that asks for them has an origin of its own; they are public packages.
          'cross-origin-resource-policy': 'cross-origin',
        })
        .type(type)
        .send(content),
    );
  }
}

function idsOf(documents: ExplorerDeps['documents']): Record<string, string> {
  return Object.fromEntries(DOCUMENTS.map((name) => [name, ownDocumentId(documents, name)]));
}
