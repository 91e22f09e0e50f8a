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
import { createPeriodicJob } from '#platform/jobs';
import { newId } from '#platform/ids';
import { createMetrics, registerMetricsRoute } from '#platform/metrics';
import { openObjectStore } from '#platform/object-store';
import { createNonceStore, createSharedState } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, openServiceKeys } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { createExportLimiter } from './bundle/export-limiter.ts';
import { createPackBuilder } from './bundle/pack-builder.ts';
import { createPackReader } from './bundle/pack-reader.ts';
import { sweepObjects } from './bundle/sweep-objects.ts';
import { readExportSigningKey } from './config.ts';
import { createCaseContext } from './context.ts';
import { createDocumentBytes } from './directory/document-bytes.ts';
import { createIdentityDirectory } from './directory/identity-directory.ts';
import { createVaultDirectory } from './directory/vault-directory.ts';
import { expireCases } from './domain/expire-case.ts';
import { resolvers } from './graphql/schema.ts';
import { WITHOUT_KEY } from './graphql/without-key.ts';
import { registerDeliverRoute } from './internal/deliver.ts';
import { createOpeningLimiter } from './links/opening-limiter.ts';
import { createCaseReader } from './persistence/case-reader.ts';
import { entities } from './persistence/entities/index.ts';
import { migrations } from './persistence/migrations/index.ts';
import { createKnownPacks, createScopeLookups } from './persistence/scope-lookups.ts';
import { createUnitOfWork } from './persistence/unit-of-work.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditClient, Reconciler } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { KeyManagement } from '#platform/crypto';
import type { Database } from '#platform/db';
import type { DenialRecorder } from '#platform/denials';
import type { EnforceAccess } from '#platform/graphql';
import type { RunningService, ServiceClient, ServiceTls } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { ObjectStore } from '#platform/object-store';
import type { SharedState } from '#platform/redis';
import type { ServiceKeys } from '#platform/signing';
import type { CallerAccessDeps } from './caller-access.ts';
import type { CaseConfig } from './config.ts';
import type { CaseDeps } from './context.ts';
import type { PeriodicJob } from '#platform/jobs';

const JOB_PAUSE_MS = 600_000;
const SCHEMA_PATH = path.join(import.meta.dirname, 'schema.graphql');

export interface CaseAppDeps {
  readonly config: CaseConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onStatement?: (sql: string) => void;
  /** Stands in for the audit service in tests. */
  readonly audit?: AuditClient;
  /** The real rules unless a test or a measurement gives others. */
  readonly enforceAccess?: EnforceAccess | undefined;
  /** The real decision about loaded rows unless a test or a measurement gives another; no configuration reaches it. */
  readonly decide?: CallerAccessDeps['decide'] | undefined;
}

interface Infrastructure {
  readonly db: Database;
  readonly state: SharedState;
  readonly store: ObjectStore;
  readonly kms: KeyManagement;
  readonly audit: AuditClient;
  readonly metrics: Metrics;
  readonly denials: DenialRecorder;
  readonly vault: ServiceClient;
  readonly identity: ServiceClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Wires the case service. @throws Error when the database is unreachable or behind, or a key cannot be read */
export async function startCase(options: CaseAppDeps): Promise<RunningService> {
  const { config, logger, clock, onStatement, audit, enforceAccess } = options;
  const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  const tls = readServiceTls('case', config);
  const sign = createRequestSigner({ keys, caller: 'case', clock });
  const clients = {
    vault: createServiceClient({ callee: 'vault', baseUrl: config.VAULT_URL, sign, tls }),
    identity: createServiceClient({ callee: 'identity', baseUrl: config.IDENTITY_URL, sign, tls }),
  };
  const connection = connectAudit({ urls: config.AUDIT_URL, sign, tls, logVerifierKey: config.AUDIT_LOG_VKEY });
  const kms = createLocalKms({ masterKeys: readLocalKmsKeys(config.KMS_KEYS_FILE) });
  const db = await openDatabase({
    service: 'case',
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    entities,
    migrations,
    ...(onStatement === undefined ? {} : { onStatement }),
  });
  const auditClient = audit ?? connection.client;
  const metrics = createMetrics('case');
  const append: AuditClient['fact'] = (fact) => auditClient.fact(fact);
  const denials = createDenialRecorder({ service: 'case', append, clock, logger, metrics });
  const infrastructure: Infrastructure = {
    ...clients,
    db,
    kms,
    clock,
    logger,
    state: createSharedState({ url: config.REDIS_URL, clock, logger }),
    store: await openObjectStore(config.OBJECT_STORE, { clock }),
    audit: auditClient,
    metrics,
    denials,
  };
  const rules = { policyAt: readSdlPolicies(SCHEMA_PATH), decide: options.decide ?? decide };
  const deps: CaseDeps = { ...createDeps(infrastructure, config), ...rules };
  const server = await createServer(infrastructure, deps, config, { keys, tls, enforceAccess });
  const jobs = createJobs(infrastructure, deps, config);
  for (const job of jobs) job.start();
  const open = [connection, ...Object.values<ServiceClient>(clients), infrastructure.state, db];
  return { server, resources: [denials, ...jobs, ...open] };
}

function createDeps(
  { db, state, store, kms, audit, clock, logger, ...clients }: Infrastructure,
  config: CaseConfig,
): Omit<CaseDeps, 'policyAt' | 'decide'> {
  const vault = createVaultDirectory(clients.vault);
  const identity = createIdentityDirectory(clients.identity);
  const signer = createNoteSigner(readExportSigningKey(config));
  return {
    uow: createUnitOfWork(createAuditedDatabase({ db, client: audit, clock, logger })),
    clock,
    reader: createCaseReader(db),
    lookups: createScopeLookups(db),
    documents: vault,
    people: vault,
    grants: identity,
    principals: identity,
    tokens: { create: () => createToken(), hash: hashToken },
    publicUrl: new URL(config.PUBLIC_URL).origin,
    limiter: createExportLimiter(state),
    openings: createOpeningLimiter(state, clock),
    refusals: createFirstRefusals(clock),
    builder: createPackBuilder({ kms, store, signer, audit, readBytes: createDocumentBytes(clients.vault) }),
  };
}

interface ServerParts extends Pick<CaseAppDeps, 'enforceAccess'> {
  readonly keys: ServiceKeys;
  readonly tls: ServiceTls | undefined;
}

async function createServer(
  infrastructure: Infrastructure,
  deps: CaseDeps,
  config: CaseConfig,
  { keys, tls, enforceAccess }: ServerParts,
): Promise<FastifyInstance> {
  const { db, state, store, kms, audit, clock, logger, metrics, denials } = infrastructure;
  const server = createHttpServer({
    logger,
    tls,
    dependencies: {
      database: () => db.check(),
      audit: () => audit.check(),
      objects: () => store.check(),
      state: () => state.ping(),
    },
  });
  requireSignedCaller(
    server,
    createRequestVerifier({ keys, callee: 'case', clock, nonces: createNonceStore(state) }),
    HEALTH_ROUTES,
    recordRefusedCalls(denials),
  );
  registerMetricsRoute(server, metrics);
  registerIntentRoutes(server, { db, client: audit });
  const verifyContextToken = createContextTokenVerifier({
    issuer: config.IDENTITY_ISSUER,
    keys: createJwksClient({
      url: new URL('/.well-known/jwks.json', config.IDENTITY_URL).href,
      clock,
      fetch: createServiceFetch('identity', tls),
    }),
    clock,
  });
  const openPack = createPackReader({ kms, store });
  registerDeliverRoute(server, { ...deps, openPack, verifyContextToken });
  await registerSubgraph(server, {
    schemaPath: SCHEMA_PATH,
    resolvers,
    verifyContextToken,
    clock,
    createContext: (base) => createCaseContext(base, deps),
    enforceAccess,
    denials,
    repeatable: { once: createOnce({ db, clock, metrics }), withoutKey: WITHOUT_KEY },
  });
  return server;
}

/** What nobody asks for: unsettled intents, remains of exports that did not happen, links that ended by themselves. */
function createJobs(
  { db, store, audit, clock, logger, metrics }: Infrastructure,
  deps: CaseDeps,
  config: CaseConfig,
): (PeriodicJob | Reconciler)[] {
  const knownPacks = createKnownPacks(db);
  const job = (name: string, run: () => Promise<number>): PeriodicJob =>
    createPeriodicJob({ name, everyMs: JOB_PAUSE_MS, run, logger });
  return [
    createReconciler({ db, client: audit, logger, metrics, afterSeconds: config.AUDIT_RECONCILE_AFTER_SECONDS }),
    createKeyPurger({ db, logger }),
    job('sweep-objects', () => sweepObjects({ store, knownPacks })),
    job('expire-cases', () => expireCases(deps, newId(clock.now()))),
  ];
}
