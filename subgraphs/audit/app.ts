import path from 'node:path';
import { readSdlPolicies } from '#platform/access';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { createLocalKms, readLocalKmsKeys } from '#platform/crypto';
import { openDatabase } from '#platform/db';
import { createDenialRecorder } from '#platform/denials';
import { registerSubgraph } from '#platform/graphql';
import { createServiceFetch, readServiceTls } from '#platform/http';
import { standardOutput } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { openObjectStore, openWriteOnceSeries } from '#platform/object-store';
import { createSharedState, createTurns } from '#platform/redis';
import { createNoteSigner } from '#platform/tlog';
import { ANCHOR_SERIES } from './anchor/anchor-archive.ts';
import { openAnchoring } from './anchor/open-anchoring.ts';
import { createWitnessClient } from './anchor/witness-client.ts';
import { forwardsEntries, readSigningKey, readWitness } from './config.ts';
import { createAuditContext } from './context.ts';
import { openForwarding } from './forwarding/open-forwarding.ts';
import { resolvers } from './graphql/schema.ts';
import { openIntegrity } from './integrity/open-integrity.ts';
import { registerAppendRoute } from './internal/append.ts';
import { createAuditServer } from './internal/audit-server.ts';
import { registerConsistencyRoute } from './internal/consistency.ts';
import { registerExcerptRoutes } from './internal/excerpt-routes.ts';
import { registerIntegrityRoute } from './internal/integrity-alarms.ts';
import { registerIntentRoutes } from './internal/intents.ts';
import { registerLogFileRoutes } from './internal/log-files.ts';
import { bounded, factRecorder } from './internal/record-fact.ts';
import { createNodeCache } from './log/node-cache.ts';
import { createProofSource } from './log/proofs.ts';
import { startSequencer } from './log/sequencer.ts';
import { createSubjectKeys } from './log/subject-keys.ts';
import { createCheckpointStore } from './persistence/checkpoint-store.ts';
import { createDetailReader } from './persistence/detail-reader.ts';
import { createEntryReader } from './persistence/entry-reader.ts';
import { createExcerptReader } from './persistence/excerpt-reader.ts';
import { createIntegritySource } from './persistence/integrity-source.ts';
import { createIntegrityStore } from './persistence/integrity-store.ts';
import { createIntentReader } from './persistence/intent-reader.ts';
import { createForwardSource } from './persistence/forward-source.ts';
import { migrations } from './persistence/migrations/index.ts';
import { createSequencerStore } from './persistence/sequencer-store.ts';
import { createTileSource } from './persistence/tile-source.ts';
import { openPublication } from './publication/open-publication.ts';
import type { FastifyInstance } from 'fastify';
import type { PolicyAt } from '#platform/access';
import type { AuditEvent } from '#platform/audit';
import type { ContextTokenVerifier } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { EnforceAccess } from '#platform/graphql';
import type { RunningService, ServiceTls } from '#platform/http';
import type { LineOutput, Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { Turns } from '#platform/redis';
import type { NoteSigner } from '#platform/tlog';
import type { Anchoring } from './anchor/open-anchoring.ts';
import type { AuditConfig } from './config.ts';
import type { Integrity } from './integrity/open-integrity.ts';
import type { RecordFact } from './internal/record-fact.ts';
import type { NodeCache } from './log/node-cache.ts';
import type { SubjectKeys } from './log/subject-keys.ts';
import type { Publication } from './publication/open-publication.ts';

const SCHEMA_PATH = path.join(import.meta.dirname, 'schema.graphql');

/** Readings of others' entries by one person, each of which is an entry: an auditor at work, and no loop. */
const READINGS = { atMost: 120, perSeconds: 60 };
/** Excerpts as files for one person: each is an entry, and work for as long as it is read. */
const EXCERPT_FILES = { atMost: 20, perSeconds: 600 };

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
  const { config, logger, clock, enforceAccess } = deps;
  const parts = await openParts(deps);
  const { db, subjectKeys, tls, metrics, nodes, anchored } = parts;
  const { sequencer } = anchored;
  const publication = openPublication({
    objects: await openObjectStore(config.OBJECT_STORE, { clock }),
    source: createTileSource(db),
    logger,
  });
  const integrity = openIntegrityOf(deps, parts, publication);
  const state = createSharedState({ url: config.REDIS_URL, clock, logger });
  const append = (event: AuditEvent): Promise<unknown> => sequencer.append({ event, service: 'audit' });
  const denials = createDenialRecorder({ service: 'audit', append, clock, logger, metrics });
  const server = createAuditServer(deps, { db, sequencer, publication, integrity, state, tls, metrics, denials });
  const recordFact = factRecorder(sequencer, clock);
  const reading: ReadingParts = {
    entries: createEntryReader(db),
    proofs: createProofSource(sequencer, nodes),
    publishedCheckpoint: () => anchored.publishedCheckpoint(),
    policyAt: readSdlPolicies(SCHEMA_PATH),
    verifyContextToken: contextTokenVerifier(deps, tls),
    recordFact,
  };
  const turns = createTurns(state, 'audit:excerpts', EXCERPT_FILES);
  registerInternalRoutes(server, deps, { ...parts, ...reading, publication, turns });
  await registerSubgraph(server, {
    schemaPath: SCHEMA_PATH,
    resolvers,
    verifyContextToken: reading.verifyContextToken,
    clock,
    createContext: (base) =>
      createAuditContext(base, {
        ...reading,
        checkpoint: () => sequencer.checkpoint(),
        recordFact: bounded(recordFact, createTurns(state, 'audit:readings', READINGS)),
        readDetails: createDetailReader(db, subjectKeys),
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
  return { server, resources: [denials, integrity, publication, anchored, sequencer, forwarding, state, db] };
}

/** What the log itself is made of. */
interface LogParts {
  readonly db: Database;
  readonly subjectKeys: SubjectKeys;
  readonly nodes: NodeCache;
  readonly signer: NoteSigner;
  readonly tls: ServiceTls | undefined;
  readonly metrics: Metrics;
  readonly anchoring: Anchoring;
  readonly anchored: Awaited<ReturnType<Anchoring['follow']>>;
}

/** What answers readers need. */
interface ReadingParts {
  readonly entries: ReturnType<typeof createEntryReader>;
  readonly proofs: ReturnType<typeof createProofSource>;
  readonly publishedCheckpoint: LogParts['anchored']['publishedCheckpoint'];
  readonly policyAt: PolicyAt;
  readonly verifyContextToken: ContextTokenVerifier;
  readonly recordFact: RecordFact;
}

async function openParts(deps: AuditDeps): Promise<LogParts> {
  const { config, logger, clock, onStatement } = deps;
  const db = await openDatabase({
    service: 'audit',
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    entities: [],
    migrations,
    ...(onStatement === undefined ? {} : { onStatement }),
  });
  const subjectKeys = createSubjectKeys(createLocalKms({ masterKeys: readLocalKmsKeys(config.KMS_KEYS_FILE) }));
  const store = createSequencerStore({ db, url: config.DATABASE_URL, onStatement });
  const nodes = createNodeCache((coordinates) => store.readNodes(coordinates));
  const signer = createNoteSigner(readSigningKey(config));
  const tls = readServiceTls('audit', config);
  const metrics = createMetrics('audit');
  const anchoring = await openAnchoringOf(deps, { db, nodes, signer, tls, metrics });
  const { examine } = anchoring;
  const anchored = await anchoring.follow(
    await startSequencer({ store, nodes, signer, subjectKeys, clock, logger, examine }),
  );
  return { db, subjectKeys, nodes, signer, tls, metrics, anchoring, anchored };
}

function contextTokenVerifier({ config, clock }: AuditDeps, tls: ServiceTls | undefined): ContextTokenVerifier {
  const url = new URL('/.well-known/jwks.json', config.IDENTITY_URL).href;
  const keys = createJwksClient({ url, clock, fetch: createServiceFetch('identity', tls) });
  return createContextTokenVerifier({ issuer: config.IDENTITY_ISSUER, keys, clock });
}

/** What other services and the gateway ask for outside of the graph. */
function registerInternalRoutes(
  server: FastifyInstance,
  { clock }: AuditDeps,
  parts: LogParts & ReadingParts & { readonly publication: Publication; readonly turns: Turns },
): void {
  const { db, subjectKeys, nodes, signer, anchoring, anchored, publication, ...others } = parts;
  const reading = { ...others, subjectKeys };
  registerAppendRoute(server, anchored.sequencer);
  registerIntentRoutes(server, {
    intents: createIntentReader(db),
    readDetails: createDetailReader(db, subjectKeys),
    clock,
  });
  registerConsistencyRoute(server, {
    sequencer: anchored.sequencer,
    log: signer.verifier,
    readNodes: (coordinates) => nodes.read(coordinates),
    readHead: () => createCheckpointStore(db).readHead(),
    guard: anchoring.guard,
  });
  registerIntegrityRoute(server, createIntegrityStore(db));
  registerExcerptRoutes(server, { ...reading, reader: createExcerptReader(db), sequencer: anchored.sequencer, clock });
  registerLogFileRoutes(server, {
    ...reading,
    published: publication.published,
    checkpoint: reading.publishedCheckpoint,
    clock,
  });
}

/** The log's ties to the world outside of its database, as far as they are configured. */
async function openAnchoringOf(
  { config, clock, logger }: AuditDeps,
  parts: Pick<LogParts, 'db' | 'nodes' | 'signer' | 'tls' | 'metrics'>,
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

/** What looks through the log again and again. */
function openIntegrityOf({ config, clock, logger }: AuditDeps, parts: LogParts, publication: Publication): Integrity {
  const { db, metrics, anchoring, anchored } = parts;
  return openIntegrity({
    source: createIntegritySource(db),
    tileSource: createTileSource(db),
    store: createIntegrityStore(db),
    sequencer: anchored.sequencer,
    intervalSeconds: config.AUDIT_INTEGRITY_SECONDS,
    wholePassHours: config.AUDIT_INTEGRITY_WHOLE_HOURS,
    ...{ publication, anchoring, clock, logger, metrics },
  });
}
