import { createRounds } from '#platform/jobs';
import { readChangedClients, readClientRules, readLists, readVersion, toClientList } from './persistence/list-rows.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { DocumentStore, StoredDocument } from '../documents/document-store.ts';

/** A change is to be live within two seconds: one to notice it, one to read it and to plan what is new. */
const POLL_MS = 1_000;

/** Makes plans of documents before anybody can ask for them. It resolves when that is done, or when it has taken long enough. */
export type WarmDocuments = (documents: readonly StoredDocument[]) => Promise<void>;

export interface RegistryFollower {
  /** Reads the lists for the first time. @throws when the database does not answer */
  load(): Promise<void>;
  /** Looks for changes from now on. */
  start(warm: WarmDocuments): void;
  close(): Promise<void>;
}

/**
 * Keeps the lists in memory up to date: a look at one number each second, and a read of the lists of those clients that changed. While
 * the database is away, the lists stay as they were last read: what runs was allowed, and its windows still end.
 */
export function createRegistryFollower(deps: {
  readonly db: Pick<Database, 'read'>;
  readonly store: Pick<DocumentStore, 'replaceRegistered'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}): RegistryFollower {
  const { db, store, clock, logger } = deps;
  let seen = -1n;
  let documents: ReadonlyMap<string, readonly StoredDocument[]> = new Map();
  let readAtMs: number | undefined;
  let isAway = false;
  deps.metrics.gauge(
    'lifeready_gateway_registry_age_seconds',
    'Time since the gateway last saw whether the lists of documents changed.',
    () => (readAtMs === undefined ? undefined : (clock.now() - readAtMs) / 1_000),
  );

  const refresh = async (warm?: WarmDocuments): Promise<void> => {
    const found = await db.read(null, async (tx) => {
      // Read first: lists that are newer than the number are read once more, never missed.
      const version = await readVersion(tx);
      if (version === seen) return undefined;
      // A number that went back is another database, such as a backup that was put in place: everything is read anew.
      const changed = await readChangedClients(tx, version < seen ? -1n : seen);
      return { version, changed, rules: await readClientRules(tx), lists: await readLists(tx, changed, clock.now()) };
    });
    readAtMs = clock.now();
    if (found === undefined) return;
    const { version, changed, rules, lists } = found;
    const kept = version < seen ? [] : [...documents].filter(([client]) => !changed.includes(client));
    const next = new Map([...kept, ...lists]);
    await warm?.(newOnes(lists, documents));
    store.replaceRegistered(rules.map((client) => toClientList(client, next.get(client.name) ?? [])));
    documents = next;
    seen = version;
    logger.info({ version: version.toString(), changed }, 'the lists of documents were read');
  };
  let warmNew: WarmDocuments | undefined;
  const rounds = createRounds(async () => {
    const begunAtMs = performance.now();
    try {
      await refresh(warmNew);
      isAway = false;
    } catch (error) {
      if (!isAway) logger.error({ err: error }, 'the registry cannot be read; the lists stay as they are');
      isAway = true;
    }
    // From look to look: what comes while documents are planned is noticed as soon as what comes while nothing happens.
    return Math.max(0, POLL_MS - (performance.now() - begunAtMs));
  });
  return {
    load: () => refresh(),
    start: (warm) => {
      warmNew = warm;
      rounds.start(POLL_MS);
    },
    close: () => rounds.close(),
  };
}

function newOnes(
  lists: ReadonlyMap<string, readonly StoredDocument[]>,
  before: ReadonlyMap<string, readonly StoredDocument[]>,
): StoredDocument[] {
  return [...lists].flatMap(([client, documents]) => {
    const known = new Set((before.get(client) ?? []).map(({ id }) => id));
    return documents.filter(({ id }) => !known.has(id));
  });
}
