import { recordRefusedCalls } from '#platform/denials';
import { HEALTH_ROUTES, createHttpServer, requireSignedCaller } from '#platform/http';
import { registerMetricsRoute } from '#platform/metrics';
import { createNonceStore } from '#platform/redis';
import { createRequestVerifier, openServiceKeys } from '#platform/signing';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { DenialRecorder } from '#platform/denials';
import type { ServiceTls } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState } from '#platform/redis';
import type { AuditConfig } from '../config.ts';
import type { Integrity } from '../integrity/open-integrity.ts';
import type { Sequencer } from '../log/sequencer.ts';
import type { Publication } from '../publication/open-publication.ts';

interface ServerDeps {
  readonly config: AuditConfig;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface ServerParts {
  readonly db: Database;
  readonly sequencer: Sequencer;
  readonly publication: Publication;
  readonly integrity: Integrity;
  readonly state: SharedState;
  readonly tls: ServiceTls | undefined;
  readonly metrics: Metrics;
  readonly denials: DenialRecorder;
}

/** The server with what every route of it has: readiness, signatures, counters. */
export function createAuditServer({ config, logger, clock }: ServerDeps, parts: ServerParts): FastifyInstance {
  const { db, sequencer, publication, integrity, state, tls, metrics, denials } = parts;
  const server = createHttpServer({
    logger,
    tls,
    dependencies: {
      database: () => db.check(),
      sequencer: () => sequencer.check(),
      // An instance that stands by is useful: it answers what is read.
      writer: { check: () => requireTheWriter(sequencer), critical: false },
      // A contradiction with what is published already; an object store that does not answer keeps nobody from appending.
      publication: () => publication.check(),
      // Said and not acted on: the tree that is signed is as it was, and emergencies need the log to go on (ADR 39).
      integrity: { check: () => integrity.check(), critical: false },
    },
  });
  const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  requireSignedCaller(
    server,
    createRequestVerifier({ keys, callee: 'audit', clock, nonces: createNonceStore(state) }),
    HEALTH_ROUTES,
    recordRefusedCalls(denials),
  );
  registerMetricsRoute(server, metrics);
  return server;
}

/** @throws Error on standby */
async function requireTheWriter(sequencer: Sequencer): Promise<void> {
  if (!sequencer.isWriter()) throw new Error('another process writes the log');
}
