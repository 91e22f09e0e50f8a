import path from 'node:path';
import { createAuditedDatabase, createReconciler, registerIntentRoutes } from '#platform/audit';
import { recordRefusedCalls } from '#platform/denials';
import { registerSubgraph } from '#platform/graphql';
import { HEALTH_ROUTES, createHttpServer, requireSignedCaller } from '#platform/http';
import { createKeyPurger, createOnce } from '#platform/idempotency';
import { createNonceStore } from '#platform/redis';
import { createRequestVerifier } from '#platform/signing';
import { OPERATIONS } from './absent-operations.ts';
import { createOperationsContext } from './context.ts';
import { resolvers } from './graphql/schema.ts';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { AuditClient } from '#platform/audit';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { DenialRecorder } from '#platform/denials';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { ServiceKeySource } from '#platform/signing';
import type { Registry } from './registry.ts';

/** Nobody but this machine reaches it, whatever the configuration. */
const LOOPBACK = '127.0.0.1';

export interface HostedOperations {
  /** Address of the listener. */
  readonly url: string;
  close(): Promise<void>;
}

export interface OperationsDeps {
  readonly db: Database;
  readonly registry: Registry;
  readonly audit: AuditClient;
  readonly keys: ServiceKeySource;
  readonly state: SharedState;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
  readonly denials: DenialRecorder;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 for any that is free. */
  readonly port: number;
  readonly reconcileAfterSeconds: number;
}

/**
 * Starts the subgraph `operations` in this process, on a listener of its own: the rules of `@access`, the audit log and idempotency keys
 * stand in front of the registry as they stand in front of every service's data. The process talks to itself over the loopback, signed, and so without TLS.
 * @throws Error when it cannot listen there
 */
export async function hostOperations(deps: OperationsDeps): Promise<HostedOperations> {
  const { db, registry, audit, clock, logger, metrics, denials } = deps;
  const database = createAuditedDatabase({ db, client: audit, clock, logger });
  const server = createHttpServer({
    logger,
    dependencies: { database: () => db.check(), audit: () => audit.check() },
  });
  const { keys, state } = deps;
  const verifier = createRequestVerifier({ keys, callee: OPERATIONS, clock, nonces: createNonceStore(state) });
  requireSignedCaller(server, verifier, HEALTH_ROUTES, recordRefusedCalls(denials));
  registerIntentRoutes(server, { db, client: audit });
  await registerSubgraph(server, {
    schemaPath: path.join(import.meta.dirname, 'schema.graphql'),
    resolvers,
    clock,
    verifyContextToken: deps.verifyContextToken,
    createContext: (base) => createOperationsContext(base, { database, registry, clock }),
    denials,
    repeatable: { once: createOnce({ db, clock, metrics }), withoutKey: {} },
  });
  const afterSeconds = deps.reconcileAfterSeconds;
  const jobs = [
    createReconciler({ db, client: audit, logger, metrics, afterSeconds }),
    createKeyPurger({ db, logger }),
  ];
  const url = await listen(server, deps);
  for (const job of jobs) job.start();
  return {
    url,
    close: async () => {
      await server.close();
      for (const job of jobs) await job.close();
    },
  };
}

/** Workers share a port that was asked for, and have one each otherwise. */
async function listen(server: FastifyInstance, { port }: Pick<OperationsDeps, 'port'>): Promise<string> {
  await server.listen({ host: LOOPBACK, port, exclusive: port === 0 });
  const { port: bound } = server.server.address() as AddressInfo;
  return `http://${LOOPBACK}:${String(bound)}`;
}
