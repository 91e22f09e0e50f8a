import path from 'node:path';
import { readSdlPolicies } from '#platform/access';
import { auditActor } from '#platform/audit';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { createLocalKms, readLocalKmsKeys } from '#platform/crypto';
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
import { newId } from '#platform/ids';
import { standardOutput } from '#platform/logging';
import { createMetrics, registerMetricsRoute } from '#platform/metrics';
import { openObjectStore, openWriteOnceSeries } from '#platform/object-store';
import { createNonceStore, createSharedState, createTurns } from '#platform/redis';
import { createRequestVerifier, openServiceKeys } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { ANCHOR_SERIES } from './anchor/anchor-archive.ts';
import { openAnchoring } from './anchor/open-anchoring.ts';
import { createWitnessClient } from './anchor/witness-client.ts';
import { forwardsEntries, readSigningKey, readWitness } from './config.ts';
import { createAuditContext } from './context.ts';
import { openForwarding } from './forwarding/open-forwarding.ts';
import { resolvers } from './graphql/schema.ts';
import { registerAppendRoute } from './internal/append.ts';
import { registerConsistencyRoute } from './internal/consistency.ts';
import { registerExcerptRoute } from './internal/excerpt.ts';
import { registerIntentRoutes } from './internal/intents.ts';
import { registerLogFileRoutes } from './internal/log-files.ts';
import { createNodeCache } from './log/node-cache.ts';
import { createProofSource } from './log/proofs.ts';
import { startSequencer } from './log/sequencer.ts';
import { createCheckpointStore } from './persistence/checkpoint-store.ts';
import { createDetailReader } from './persistence/detail-reader.ts';
import { createEntryReader } from './persistence/entry-reader.ts';
import { createIntentReader } from './persistence/intent-reader.ts';
import { createForwardSource } from './persistence/forward-source.ts';
import { migrations } from './persistence/migrations/index.ts';
import { createSequencerStore } from './persistence/sequencer-store.ts';
import { createTileSource } from './persistence/tile-source.ts';
import { openPublication } from './publication/open-publication.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditEvent, AuditFact } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { DenialRecorder } from '#platform/denials';
import type { EnforceAccess, RequestContext } from '#platform/graphql';
import type { RunningService, ServiceTls } from '#platform/http';
import type { LineOutput, Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { SharedState, Turns } from '#platform/redis';
import type { NoteSigner } from '#platform/tlog';
import type { Anchoring } from './anchor/open-anchoring.ts';
import type { AuditConfig } from './config.ts';
import type { NodeCache } from './log/node-cache.ts';
import type { Sequencer } from './log/sequencer.ts';
import type { Publication } from './publication/open-publication.ts';

const SCHEMA_PATH = path.join(import.meta.dirname, 'schema.graphql');

/** Readings of others' entries by one person, each of which is an entry: an auditor at work, and no loop. */
const READINGS = { atMost: 120, perSeconds: 60 };

export interface AuditDeps {
  readonly config: AuditConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onStatement?: (sql: string) => void;
  /** Where forwarded entries go; the standard output unless a test gives another. */
  readonly output?: LineOutput | undefined;
  /** The real rules unless a test or a measurement gives others. */
  readonly enforceAccess?: EnforceAccess | undefined;
}

/** Wires the audit service. @throws Error when the database is unreachable, behind, or its head does not agree with itself */
export async function startAudit(deps: AuditDeps): Promise<RunningService> {
  const { config, logger, clock, onStatement, enforceAccess } = deps;
  const db = await openDatabase({
    service: 'audit',
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    entities: [],
    migrations,
    ...(onStatement === undefined ? {} : { onStatement }),
  });
  const kms = createLocalKms({ masterKeys: readLocalKmsKeys(config.KMS_KEYS_FILE) });
  const store = createSequencerStore({ db, url: config.DATABASE_URL, onStatement });
  const nodes = createNodeCache((coordinates) => store.readNodes(coordinates));
  const signer = createNoteSigner(readSigningKey(config));
  const tls = readServiceTls('audit', config);
  const metrics = createMetrics('audit');
  const anchoring = await openAnchoringOf(deps, { db, nodes, signer, tls, metrics });
  const { examine } = anchoring;
  const anchored = await anchoring.follow(await startSequencer({ store, nodes, signer, kms, clock, logger, examine }));
  const { sequencer } = anchored;
  const publication = openPublication({
    objects: await openObjectStore(config.OBJECT_STORE, { clock }),
    source: createTileSource(db),
    logger,
  });
  const entries = createEntryReader(db);
  const proofs = createProofSource(sequencer, nodes);

  const state = createSharedState({ url: config.REDIS_URL, clock, logger });
  const readings = createTurns(state, 'audit:readings', READINGS);
  const append = (event: AuditEvent): Promise<unknown> => sequencer.append({ event, service: 'audit' });
  const denials = createDenialRecorder({ service: 'audit', append, clock, logger, metrics });
  const server = createServer(deps, { db, sequencer, publication, state, tls, metrics, denials });
  const verifyContextToken = createContextTokenVerifier({
    issuer: config.IDENTITY_ISSUER,
    keys: createJwksClient({
      url: new URL('/.well-known/jwks.json', config.IDENTITY_URL).href,
      clock,
      fetch: createServiceFetch('identity', tls),
    }),
    clock,
  });
  registerAppendRoute(server, sequencer);
  registerIntentRoutes(server, createIntentReader(db), clock);
  registerConsistencyRoute(server, {
    sequencer,
    log: signer.verifier,
    readNodes: (coordinates) => nodes.read(coordinates),
    readHead: () => createCheckpointStore(db).readHead(),
    guard: anchoring.guard,
  });
  registerExcerptRoute(server, { clock, entries, proofs, verifyContextToken });
  const policyAt = readSdlPolicies(SCHEMA_PATH);
  registerLogFileRoutes(server, {
    published: publication.published,
    checkpoint: () => anchored.publishedCheckpoint(),
    recordFact: factRecorder(sequencer, clock),
    policyAt,
    verifyContextToken,
    clock,
  });
  await registerSubgraph(server, {
    schemaPath: SCHEMA_PATH,
    resolvers,
    verifyContextToken,
    clock,
    createContext: (base) =>
      createAuditContext(base, {
        entries,
        proofs,
        checkpoint: () => sequencer.checkpoint(),
        recordFact: bounded(factRecorder(sequencer, clock), readings),
        publishedCheckpoint: () => anchored.publishedCheckpoint(),
        policyAt,
        readDetails: createDetailReader(db, kms),
        clock,
      }),
    enforceAccess,
    denials,
  });
  const forwarding = openForwarding({
    isOn: forwardsEntries(config),
    source: createForwardSource(db),
    output: deps.output ?? standardOutput(),
    size: () => (sequencer.isWriter() ? sequencer.checkpoint().size : undefined),
    ...{ clock, metrics, logger },
  });
  return { server, resources: [denials, publication, anchored, sequencer, forwarding, state, db] };
}

/** The log's ties to the world outside of its database, as far as they are configured. */
async function openAnchoringOf(
  { config, clock, logger }: AuditDeps,
  parts: {
    readonly db: Database;
    readonly nodes: NodeCache;
    readonly signer: NoteSigner;
    readonly tls: ServiceTls | undefined;
    readonly metrics: Metrics;
  },
): Promise<Anchoring> {
  const { db, nodes, signer, tls, metrics } = parts;
  const { AUDIT_ANCHOR_STORE: location, AUDIT_ANCHOR_RETENTION_DAYS: retentionDays } = config;
  const witness = readWitness(config);
  return openAnchoring({
    checkpoints: createCheckpointStore(db),
    series: location && (await openWriteOnceSeries(location, { name: ANCHOR_SERIES, retentionDays, clock })),
    witness: witness && createWitnessClient({ ...witness, fetch: createServiceFetch('witness', tls) }),
    readNodes: (coordinates) => nodes.read(coordinates),
    ...{ signer, clock, logger, metrics },
  });
}

interface ServerParts {
  readonly db: Database;
  readonly sequencer: Sequencer;
  readonly publication: Publication;
  readonly state: SharedState;
  readonly tls: ServiceTls | undefined;
  readonly metrics: Metrics;
  readonly denials: DenialRecorder;
}

/** The server with what every route of it has: readiness, signatures, counters. */
function createServer({ config, logger, clock }: AuditDeps, parts: ServerParts): FastifyInstance {
  const { db, sequencer, publication, state, tls, metrics, denials } = parts;
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

type RecordFact = (base: RequestContext, fact: AuditFact) => Promise<void>;

/** Attack: a stolen auditor's token in a loop, each reading an entry. Rule: who has read so often in a minute waits. */
function bounded(record: RecordFact, readings: Turns): RecordFact {
  return async (base, fact) => {
    if (base.actor.kind !== 'anonymous') await readings.take(base.actor.principalId);
    await record(base, fact);
  };
}

/** Facts of this service go straight to its own sequencer. */
function factRecorder(sequencer: Sequencer, clock: Clock): RecordFact {
  return async (base, { reasonCode, detail, ...fact }) => {
    const event = {
      kind: 'FACT',
      eventId: newId(clock.now()),
      ...fact,
      reasonCode: reasonCode ?? null,
      detail: detail ?? {},
      actor: auditActor(base.actor),
      requestId: base.requestId,
    } as const;
    await sequencer.append({ event, service: 'audit' });
  };
}
