import path from 'node:path';
import { decide, readSdlPolicies } from '#platform/access';
import { connectAudit, createAuditedDatabase, createReconciler, registerIntentRoutes } from '#platform/audit';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { createLocalKms, createToken, hashToken, readLocalKmsKeys } from '#platform/crypto';
import { openDatabase } from '#platform/db';
import { createDenialRecorder, createFirstRefusals, recordRefusedCalls } from '#platform/denials';
import { registerSubgraph } from '#platform/graphql';
import {
  HEALTH_ROUTES,
  createHttpServer,
  createServiceClient,
  createServiceFetch,
  readServiceTls,
  requireSignedCaller,
} from '#platform/http';
import { createKeyPurger, createOnce } from '#platform/idempotency';
import { createMetrics, registerMetricsRoute } from '#platform/metrics';
import { openObjectStore } from '#platform/object-store';
import { createNonceStore, createSharedState } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, openServiceKeys } from '#platform/signing';
import { createRowKinds } from './access/row-kinds.ts';
import { createVaultContext } from './context.ts';
import { createStanding } from './directory/standing.ts';
import { createBrowse } from './domain/browse.ts';
import { resolvers } from './graphql/schema.ts';
import { registerDocumentContentRoute } from './internal/document-content.ts';
import { registerDownloadRoute } from './internal/download.ts';
import { registerUploadRoute } from './internal/upload.ts';
import { entities } from './persistence/entities/index.ts';
import { migrations } from './persistence/migrations/index.ts';
import { createOwnerLookups } from './persistence/owner-lookups.ts';
import { findStoredObjects } from './persistence/stored-objects.ts';
import { createVaultDatabase } from './persistence/unit-of-work.ts';
import { openScanner } from './scan/open-scanner.ts';
import { createContentStore } from './storage/content-store.ts';
import { createSweeper } from './storage/sweeper.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditClient } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { DenialRecorder } from '#platform/denials';
import type { EnforceAccess } from '#platform/graphql';
import type { RunningService, ServiceClient, ServiceTls } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { ObjectStore } from '#platform/object-store';
import type { SharedState } from '#platform/redis';
import type { ServiceKeys } from '#platform/signing';
import type { Decide } from './access/access.ts';
import type { VaultContextDeps } from './context.ts';
import type { VaultConfig } from './config.ts';
import type { TicketPurpose, TicketTokens } from './domain/ticket.ts';
import type { TransferDeps } from './internal/transfer-deps.ts';

/** A whole upload, headers and body; the gateway ends those that pause. */
const UPLOAD_TIMEOUT_MS = 600_000;
const SCHEMA_PATH = path.join(import.meta.dirname, 'schema.graphql');
const LINK_PATHS: Readonly<Record<TicketPurpose, string>> = { upload: '/files/u/', download: '/files/d/' };

export interface VaultOptions {
  readonly config: VaultConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onStatement?: (sql: string) => void;
  /** Stands in for the audit service. */
  readonly auditClient?: AuditClient;
  /** The real rules unless a test or a measurement gives others. */
  readonly enforceAccess?: EnforceAccess | undefined;
  /** The real one unless a measurement gives another; no configuration reaches it. */
  readonly createAuditedDatabase?: typeof createAuditedDatabase;
  /** The real decision about loaded rows unless a test gives another. */
  readonly decide?: Decide | undefined;
}

/** What holds connections. */
interface Connections {
  readonly db: Database;
  readonly auditClient: AuditClient;
  readonly identity: ServiceClient;
  readonly metrics: Metrics;
  readonly denials: DenialRecorder;
  readonly objects: ObjectStore;
  readonly state: SharedState;
  readonly keys: ServiceKeys;
  readonly tls: ServiceTls | undefined;
  readonly resources: RunningService['resources'];
}

/** Wires the vault. @throws Error when the database is unreachable or behind, or keys are not valid */
export async function startVault(options: VaultOptions): Promise<RunningService> {
  const { config, logger, clock } = options;
  const connections = await connect(options);
  const { db, auditClient, objects } = connections;
  const deps = wire(options, connections);
  const server = createServer(options, connections, deps);
  registerUploadRoute(server, deps);
  registerDownloadRoute(server, deps);
  registerDocumentContentRoute(server, deps);
  const { verifyContextToken } = deps;
  const linkOf = (purpose: TicketPurpose, token: string): string =>
    new URL(LINK_PATHS[purpose] + token, config.PUBLIC_URL).href;
  const contextDeps = { ...deps, linkOf };
  await registerSubgraph(server, {
    schemaPath: SCHEMA_PATH,
    resolvers,
    verifyContextToken,
    clock,
    createContext: (base) => createVaultContext(base, contextDeps),
    enforceAccess: options.enforceAccess,
    denials: connections.denials,
    repeatable: { once: createOnce({ db, clock, metrics: connections.metrics }), withoutKey: {} },
  });
  const reconciler = createReconciler({
    db,
    client: auditClient,
    logger,
    metrics: connections.metrics,
    afterSeconds: config.AUDIT_RECONCILE_AFTER_SECONDS,
  });
  const sweeper = createSweeper({ objects, findStored: (keys) => findStoredObjects(db, keys), logger });
  const keyPurger = createKeyPurger({ db, logger });
  const jobs = [sweeper, reconciler, keyPurger];
  for (const job of jobs) job.start();
  return { server, resources: [...jobs, ...connections.resources] };
}

async function connect({ config, logger, clock, onStatement, auditClient }: VaultOptions): Promise<Connections> {
  const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  const tls = readServiceTls('vault', config);
  const sign = createRequestSigner({ keys, caller: 'vault', clock });
  const audit = connectAudit({ urls: config.AUDIT_URL, sign, tls, logVerifierKey: config.AUDIT_LOG_VKEY });
  const identity = createServiceClient({ callee: 'identity', baseUrl: config.IDENTITY_URL, sign, tls });
  const state = createSharedState({ url: config.REDIS_URL, clock, logger });
  const db = await openDatabase({
    service: 'vault',
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    entities,
    migrations,
    ...(onStatement === undefined ? {} : { onStatement }),
  });
  const client = auditClient ?? audit.client;
  const metrics = createMetrics('vault');
  const append: AuditClient['fact'] = (fact) => client.fact(fact);
  const denials = createDenialRecorder({ service: 'vault', append, clock, logger, metrics });
  return {
    db,
    auditClient: client,
    identity,
    metrics,
    denials,
    objects: await openObjectStore(config.OBJECT_STORE, { clock }),
    state,
    keys,
    tls,
    resources: [denials, audit, identity, state, db],
  };
}

type Wired = TransferDeps & Pick<VaultContextDeps, 'browse'>;

function wire(options: VaultOptions, { db, auditClient, identity, objects, tls }: Connections): Wired {
  const { config, logger, clock } = options;
  const bind = options.createAuditedDatabase ?? createAuditedDatabase;
  const database = createVaultDatabase(bind({ db, client: auditClient, clock, logger }));
  const [browse, lookups] = [createBrowse(database), createOwnerLookups(db)];
  const kms = createLocalKms({ masterKeys: readLocalKmsKeys(config.KMS_KEYS_FILE) });
  return {
    database,
    lookups,
    browse,
    kinds: createRowKinds({ browse, lookups }),
    policyAt: readSdlPolicies(SCHEMA_PATH),
    decide: options.decide ?? decide,
    contents: createContentStore({ objects, kms, clock, logger }),
    scanner: openScanner(config.SCANNER),
    stillStands: createStanding(identity),
    tokens: ticketTokens,
    clock,
    refusals: createFirstRefusals(clock),
    verifyContextToken: createContextTokenVerifier({
      issuer: config.IDENTITY_ISSUER,
      keys: createJwksClient({
        url: new URL('/.well-known/jwks.json', config.IDENTITY_URL).href,
        clock,
        fetch: createServiceFetch('identity', tls),
      }),
      clock,
    }),
  };
}

function createServer(
  { logger, clock }: VaultOptions,
  { db, auditClient, objects, state, keys, tls, metrics, denials }: Connections,
  { scanner }: TransferDeps,
): FastifyInstance {
  const server = createHttpServer({
    logger,
    tls,
    requestTimeoutMs: UPLOAD_TIMEOUT_MS,
    dependencies: {
      database: () => db.check(),
      audit: () => auditClient.check(),
      objects: () => objects.check(),
      scanner: () => scanner.check(),
    },
  });
  requireSignedCaller(
    server,
    createRequestVerifier({ keys, callee: 'vault', clock, nonces: createNonceStore(state) }),
    HEALTH_ROUTES,
    recordRefusedCalls(denials),
  );
  registerMetricsRoute(server, metrics);
  registerIntentRoutes(server, { db, client: auditClient });
  return server;
}

const ticketTokens: TicketTokens = {
  create: () => {
    const token = createToken();
    return { token, hash: hashToken(token) };
  },
  hash: hashToken,
};
