import path from 'node:path';
import { systemClock } from '#platform/clock';
import { createServiceClient } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createRequestSigner, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { SUBGRAPHS } from '../../gateway/config.ts';
import { createFederationGateway } from '../../gateway/execution/federation-gateway.ts';
import { startGraphqlServer } from '../../gateway/execution/graphql-server.ts';
import { loadSupergraph } from '../../gateway/execution/supergraph.ts';
import { createTransports } from '../../gateway/execution/transport/transports.ts';
import { createGenerousAccounts } from '../../gateway/testing/generous-accounts.ts';
import { testTransportSettings } from '../../gateway/testing/transport-settings.ts';
import { createOperationCost, readCostSchema } from '../../gateway/limits/cost/operation-cost.ts';
import { sampleCaller } from '../../platform/graphql/testing/sample-subgraph.ts';
import type { ExecutorKind } from '../../gateway/execution/executors.ts';
import type { GatewayContext } from '../../gateway/execution/gateway-context.ts';
import type { Ports } from './canned-servers.ts';
import type { MeasuredQuery } from './queries.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** As long as a context token. */
const CONTEXT_TOKEN = 'x'.repeat(900);

/** Runs a query once. @returns the answer as it would leave */
export type Run = (query: MeasuredQuery) => Promise<string>;

export interface Subject {
  readonly run: Run;
  stop(): Promise<void>;
}

/** The gateway behind its HTTP routes: Apollo Server, the rules of each request, plan, signed calls over HTTP, the answer. */
export async function startWholePath(executor: ExecutorKind, ports: Ports): Promise<Subject> {
  const clients = createClients(ports);
  const supergraph = loadSupergraph(path.join(ROOT, 'schema', 'supergraph.graphql'));
  const metrics = createMetrics('gateway');
  const transports = createTransports({ settings: testTransportSettings(), metrics, logger: silentLogger });
  const common = { transports, logger: silentLogger, metrics };
  const costs = readCostSchema(supergraph.schema);
  const accounts = createGenerousAccounts(metrics);
  const federation = createFederationGateway({
    supergraphSdl: supergraph.sdl,
    clients,
    executor,
    pricing: { costs, accounts },
    ...common,
  });
  const server = await startGraphqlServer({
    ...federation,
    supergraph,
    cost: createOperationCost(supergraph.schema),
    accounts,
    accessDenials: 'refuse',
    introspection: false,
    clock: systemClock,
    logger: silentLogger,
    denials: { record: () => undefined, close: () => Promise.resolve() },
    // One caller may do all that is measured here; the check itself is measured by bench:access.
    findDenials: () => [],
  });
  return {
    run: async ({ query, variables }) => {
      const call = { query, variables, operationName: undefined, accept: undefined };
      const { body } = await server.execute(call, contextOfARequest());
      if (body.includes('"errors"')) throw new Error(body.slice(0, 1_000));
      return body;
    },
    stop: async () => {
      await server.stop();
      for (const client of clients.values()) await client.close();
    },
  };
}

function createClients(ports: Ports) {
  const entries = SUBGRAPHS.map((name) => generateServiceKey('gateway', name));
  const keys = parseServiceKeys(JSON.stringify(entries));
  const sign = createRequestSigner({ keys, caller: 'gateway', clock: systemClock });
  return new Map(
    SUBGRAPHS.map((callee) => {
      const baseUrl = `http://127.0.0.1:${String(ports[callee])}`;
      return [callee, createServiceClient({ callee, baseUrl, sign })] as const;
    }),
  );
}

function contextOfARequest(): GatewayContext {
  return {
    requestId: 'bench',
    logger: silentLogger,
    actor: sampleCaller(),
    contextToken: CONTEXT_TOKEN,
    clientId: 'web',
    signal: new AbortController().signal,
  };
}
