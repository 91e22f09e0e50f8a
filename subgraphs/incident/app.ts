import path from 'node:path';
import { connectAudit, createAuditedDatabase, createReconciler, registerIntentRoutes } from '#platform/audit';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { openDatabase } from '#platform/db';
import { createDenialRecorder, recordRefusedCalls } from '#platform/denials';
import { registerSubgraph } from '#platform/graphql';
import {
  HEALTH_ROUTES,
  createHttpServer,
  createServiceFetch,
  readServiceTls,
  requireSignedCaller,
} from '#platform/http';
import { createKeyPurger, createOnce } from '#platform/idempotency';
import { createMetrics, registerMetricsRoute } from '#platform/metrics';
import { createNonceStore, createSharedState } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, openServiceKeys } from '#platform/signing';
import { createAlarmFollower } from './alarms/follow-alarms.ts';
import { createIncidentContext } from './context.ts';
import { resolvers } from './graphql/schema.ts';
import { entities } from './persistence/entities/index.ts';
import { createIncidentDatabase } from './persistence/incident-database.ts';
import { migrations } from './persistence/migrations/index.ts';
import type { AuditClient, AuditConnection } from '#platform/audit';
import type { Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { EnforceAccess } from '#platform/graphql';
import type { RunningService, ServiceTls } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { PeriodicJob } from '#platform/jobs';
import type { IncidentConfig } from './config.ts';
import type { IncidentDatabase } from './domain/ports.ts';

export interface IncidentOptions {
  readonly config: IncidentConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onStatement?: (sql: string) => void;
  /** Stands in for the audit service. */
  readonly auditClient?: AuditClient;
  /** The real rules unless a test or a measurement gives others. */
  readonly enforceAccess?: EnforceAccess | undefined;
}

/** Wires the incident service. @throws Error when the database is unreachable or behind, or keys are not valid */
export async function startIncident({
  config,
  logger,
  clock,
  onStatement,
  auditClient,
  enforceAccess,
}: IncidentOptions): Promise<RunningService> {
  const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  const tls = readServiceTls('incident', config);
  const sign = createRequestSigner({ keys, caller: 'incident', clock });
  const audit = connectAudit({ urls: config.AUDIT_URL, sign, tls, logVerifierKey: config.AUDIT_LOG_VKEY });
  const client = auditClient ?? audit.client;
  const db = await openDatabase({
    service: 'incident',
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    entities,
    migrations,
    ...(onStatement === undefined ? {} : { onStatement }),
  });
  const database = createIncidentDatabase(createAuditedDatabase({ db, client, clock, logger }));
  const state = createSharedState({ url: config.REDIS_URL, clock, logger });
  const metrics = createMetrics('incident');
  const append: AuditClient['fact'] = (fact) => client.fact(fact);
  const denials = createDenialRecorder({ service: 'incident', append, clock, logger, metrics });
  const server = createHttpServer({
    logger,
    tls,
    dependencies: { database: () => db.check(), audit: () => client.check() },
  });
  requireSignedCaller(
    server,
    createRequestVerifier({ keys, callee: 'incident', clock, nonces: createNonceStore(state) }),
    HEALTH_ROUTES,
    recordRefusedCalls(denials),
  );
  registerMetricsRoute(server, metrics);
  registerIntentRoutes(server, { db, client });
  await registerSubgraph(server, {
    schemaPath: path.join(import.meta.dirname, 'schema.graphql'),
    resolvers,
    clock,
    verifyContextToken: createVerifier(config, clock, tls),
    createContext: (base) => createIncidentContext(base, { database, clock }),
    enforceAccess,
    denials,
    repeatable: { once: createOnce({ db, clock, metrics }), withoutKey: {} },
  });
  const afterSeconds = config.AUDIT_RECONCILE_AFTER_SECONDS;
  const jobs = [
    createReconciler({ db, client, logger, metrics, afterSeconds }),
    createKeyPurger({ db, logger }),
    ...alarmFollowers({ config, logger, clock }, database, audit),
  ];
  for (const job of jobs) job.start();
  return { server, resources: [denials, ...jobs, audit, state, db] };
}

/** None where nobody is named who is to get the drafts. */
function alarmFollowers(
  { config, logger, clock }: Pick<IncidentOptions, 'config' | 'logger' | 'clock'>,
  database: IncidentDatabase,
  audit: AuditConnection,
): PeriodicJob[] {
  const tenantId = config.INCIDENT_OPERATOR_TENANT_ID;
  if (tenantId !== undefined)
    return [createAlarmFollower({ database, clock, logger, tenantId, alarms: () => audit.alarms() })];
  logger.warn('INCIDENT_OPERATOR_TENANT_ID is not set: no incident is drafted about the audit log');
  return [];
}

function createVerifier(
  config: IncidentConfig,
  clock: Clock,
  tls: ServiceTls | undefined,
): (token: string) => Promise<Caller> {
  const fetch = createServiceFetch('identity', tls);
  const url = new URL('/.well-known/jwks.json', config.IDENTITY_URL).href;
  return createContextTokenVerifier({
    issuer: config.IDENTITY_ISSUER,
    keys: createJwksClient({ url, clock, fetch }),
    clock,
  });
}
