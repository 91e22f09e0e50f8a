import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createFakeAuditClient } from '../../platform/audit/testing/fake-audit-client.ts';
import { startGateway } from '../app.ts';
import { SUBGRAPHS, readGatewayConfig } from '../config.ts';
import { startFakeService } from './fake-service.ts';
import { createTokenIssuer, testCaller } from './token-issuer.ts';
import type { FastifyInstance } from 'fastify';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { AuditClient } from '#platform/audit';
import type { Logger } from '#platform/logging';
import type { SubgraphName } from '../config.ts';
import type { FakeService } from './fake-service.ts';
import type { TestCaller } from './token-issuer.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PUBLIC_URL = 'http://localhost:4000';

export interface TestGatewayOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly resolvers?: Partial<Record<SubgraphName, GraphQLResolverMap<unknown>>>;
  readonly routes?: Partial<Record<SubgraphName, (server: FastifyInstance) => void>>;
  readonly logger?: Logger;
  /** Where refusals are recorded; else they are in `refusals`. */
  readonly auditClient?: AuditClient;
}

/** One error as it reaches a client. */
export interface PublicError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

export interface GraphqlResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly PublicError[];
    readonly extensions?: unknown;
  };
}

/** The gateway over real HTTP, in front of five services that a test programs. */
export async function startTestGateway(options: TestGatewayOptions = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-gateway-'));
  const entries = SUBGRAPHS.map((name) => generateServiceKey('gateway', name));
  const keysFile = path.join(folder, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(entries));
  const keys = parseServiceKeys(JSON.stringify(entries));
  const clock = systemClock;
  const issuer = createTokenIssuer({ issuer: PUBLIC_URL, audience: PUBLIC_URL, clock });
  /** Sessions that identity knows, by session id. */
  const sessions = new Map<string, TestCaller>();
  const exchanges: { readonly client: unknown }[] = [];
  const identityRoutes = (server: FastifyInstance): void => {
    server.get('/.well-known/jwks.json', () => issuer.jwks);
    server.post('/internal/context-token', (request) => {
      exchanges.push({ client: request.headers['x-lifeready-client'] });
      const { accessToken } = parseJsonBody(request.body) as { accessToken: string };
      const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
        sid: string;
      };
      const caller = sessions.get(sid);
      if (caller === undefined) throw new AppError('UNAUTHENTICATED');
      const { sessionId, principalId } = caller;
      return { contextToken: issuer.contextToken(caller), expiresAt: new Date().toISOString(), sessionId, principalId };
    });
    options.routes?.identity?.(server);
  };
  const services = Object.fromEntries(
    await Promise.all(
      SUBGRAPHS.map(async (name) => {
        const routes = name === 'identity' ? identityRoutes : options.routes?.[name];
        const service = await startFakeService({
          name,
          keys,
          clock,
          unsigned: ['/.well-known/jwks.json'],
          ...(options.resolvers?.[name] === undefined ? {} : { resolvers: options.resolvers[name] }),
          ...(routes === undefined ? {} : { routes }),
        });
        return [name, service] as const;
      }),
    ),
  ) as Record<SubgraphName, FakeService>;
  const config = readGatewayConfig({
    LIFEREADY_ENV: 'test',
    PORT: '0',
    SERVICE_KEYS_FILE: keysFile,
    PUBLIC_URL,
    IDENTITY_ISSUER: PUBLIC_URL,
    AUDIT_LOG_VKEY: 'log.example.test+00000000+AAAA',
    SUPERGRAPH_FILE: path.join(ROOT, 'schema', 'supergraph.graphql'),
    PERSISTED_DOCUMENTS_DIR: path.join(ROOT, 'schema', 'persisted'),
    ...Object.fromEntries(SUBGRAPHS.map((name) => [`${name.toUpperCase()}_URL`, services[name].url])),
    // One address is everybody here; what is strict takes no factor above 1.
    GATEWAY_BUDGET_FACTOR: (options.environment?.['LIFEREADY_ENV'] ?? 'test') === 'test' ? '1000' : '1',
    GATEWAY_BURST_REQUESTS: '1000000',
    ...options.environment,
  });
  const refusals = createFakeAuditClient();
  const running = await startGateway({
    config,
    logger: options.logger ?? silentLogger,
    clock,
    auditClient: options.auditClient ?? refusals,
  });
  const url = await running.server.listen({ host: '127.0.0.1', port: 0 });

  return {
    url,
    refusals,
    port: Number(new URL(url).port),
    services,
    sessions,
    exchanges,
    issuer,
    /** What is counted, as Prometheus reads it. */
    metrics: () => running.metrics.text(),
    /** Reads the supergraph again. */
    reload: () => running.reload(),
    /** Signs somebody in. @returns their access token */
    signIn(change: Partial<TestCaller> = {}): string {
      const caller = testCaller(clock, change);
      sessions.set(caller.sessionId, caller);
      return issuer.accessToken(caller);
    },
    async post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<GraphqlResult> {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as GraphqlResult['body'] };
    },
    async close(): Promise<void> {
      await running.server.close();
      for (const resource of running.resources) await resource.close();
      await Promise.all(Object.values(services).map((service) => service.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>;

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
