import path from 'node:path';
import { createReconciler, registerIntentRoutes } from '#platform/audit';
import { createAccessTokenVerifier, createContextTokenVerifier } from '#platform/auth';
import { isStrict } from '#platform/config';
import { createDenialRecorder, recordRefusedCalls } from '#platform/denials';
import { registerSubgraph } from '#platform/graphql';
import { HEALTH_ROUTES, createHttpServer, requireSignedCaller } from '#platform/http';
import { createKeyPurger, createOnce } from '#platform/idempotency';
import { newId } from '#platform/ids';
import { createPeriodicJob } from '#platform/jobs';
import { createMetrics, registerMetricsRoute } from '#platform/metrics';
import { createNonceStore } from '#platform/redis';
import { createRequestVerifier } from '#platform/signing';
import { createIdentityContext } from './context.ts';
import { audienceOf, openIdentity } from './core.ts';
import { findClient } from './domain/authenticate-client.ts';
import { resolvers } from './graphql/schema.ts';
import { WITHOUT_KEY } from './graphql/without-key.ts';
import { registerContextTokenRoute } from './internal/context-token.ts';
import { JWKS_PATH, registerJwksRoute } from './internal/jwks.ts';
import { registerOauthTokenRoute } from './internal/oauth-token.ts';
import { registerOutboxRoute } from './internal/outbox.ts';
import { registerRevocationHeader } from './internal/revocation-header.ts';
import { registerSandboxRoute } from './internal/sandbox.ts';
import { closeOldSandboxes } from './seeding/close-sandboxes.ts';
import { registerStandingRoute } from './internal/standing.ts';
import { createClientAssertionVerifier } from './tokens/client-assertion.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditClient } from '#platform/audit';
import type { RunningService } from '#platform/http';
import type { PeriodicJob } from '#platform/jobs';
import type { IdentityCore, IdentityOptions } from './core.ts';

/** How often somebody looks for sandboxes that were left. */
const CLOSE_SANDBOXES_MS = 600_000;

/** Wires the identity service. @throws Error when the database is unreachable or behind, or keys are not valid */
export async function startIdentity(options: IdentityOptions): Promise<RunningService> {
  const { config, logger, clock } = options;
  const core = await openIdentity(options);
  const { deps, db, auditClient, state, keyRing } = core;
  const server = createHttpServer({
    logger,
    tls: core.tls,
    dependencies: { database: () => db.check(), audit: () => auditClient.check() },
  });
  const verify = createRequestVerifier({
    keys: core.serviceKeys,
    callee: 'identity',
    clock,
    nonces: createNonceStore(state),
  });
  const metrics = createMetrics('identity');
  const append: AuditClient['fact'] = (fact) => auditClient.fact(fact);
  const denials = createDenialRecorder({ service: 'identity', append, clock, logger, metrics });
  requireSignedCaller(server, verify, new Set([...HEALTH_ROUTES, JWKS_PATH]), recordRefusedCalls(denials));
  registerMetricsRoute(server, metrics);
  registerIntentRoutes(server, { db, client: auditClient });
  registerRevocationHeader(server);
  const issued = { issuer: config.IDENTITY_ISSUER, keys: keyRing.verificationKeys, clock };
  registerJwksRoute(server, keyRing);
  registerStandingRoute(server, deps);
  registerContextTokenRoute(server, deps, createAccessTokenVerifier({ ...issued, audience: audienceOf(config) }));
  const verifyAssertion = createClientAssertionVerifier({
    issuer: config.IDENTITY_ISSUER,
    clock,
    findClient: (clientId) => findClient(deps, clientId),
    claimOnce: (key, ttlSeconds) => state.setIfAbsent(key, ttlSeconds),
  });
  registerOauthTokenRoute(server, deps, verifyAssertion);
  const strict = isStrict(config.LIFEREADY_ENV);
  if (!strict) registerOutboxRoute(server, deps);
  const sandboxes = config.LIFEREADY_ENV === 'production' ? [] : [keepSandboxes(server, core, options)];
  await registerSubgraph(server, {
    schemaPath: path.join(import.meta.dirname, 'schema.graphql'),
    resolvers,
    verifyContextToken: createContextTokenVerifier(issued),
    clock,
    createContext: (base, request) => createIdentityContext(base, request, deps),
    enforceAccess: options.enforceAccess,
    denials,
    repeatable: { once: createOnce({ db, clock, metrics }), withoutKey: WITHOUT_KEY },
  });
  const keyPurger = createKeyPurger({ db, logger });
  keyPurger.start();
  const reconciler = createReconciler({
    db,
    client: auditClient,
    logger,
    metrics,
    afterSeconds: config.AUDIT_RECONCILE_AFTER_SECONDS,
  });
  reconciler.start();
  return { server, resources: [denials, ...sandboxes, keyPurger, reconciler, ...core.resources] };
}

/** Sandboxes for the explorer, and the job that closes them. */
function keepSandboxes(
  server: FastifyInstance,
  { deps }: IdentityCore,
  { config, clock, logger }: IdentityOptions,
): PeriodicJob {
  registerSandboxRoute(server, deps, { withAuditor: !isStrict(config.LIFEREADY_ENV) });
  const job = createPeriodicJob({
    name: 'close sandboxes',
    everyMs: CLOSE_SANDBOXES_MS,
    run: () => {
      const now = clock.now();
      return closeOldSandboxes(deps, newId(now), new Date(now - config.SANDBOX_HOURS * 3_600_000));
    },
    logger,
  });
  job.start();
  return job;
}
