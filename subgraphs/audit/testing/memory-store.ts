import { emptyFrontier, frontierRoot, serialiseFrontier } from '#platform/tlog';
import { HeadMovedError, KnownEventError } from '../log/types.ts';
import type {
  BatchRows,
  DetailRow,
  EntryRow,
  HeldHead,
  KnownRows,
  LogHead,
  PseudonymRow,
  SequencerStore,
  StoredDetail,
  Tenure,
  WantedRows,
} from '../log/types.ts';

/** A store in memory that keeps what PostgreSQL would keep, and fails when it is told to. */
export interface MemoryStore extends SequencerStore {
  readonly entries: EntryRow[];
  readonly pseudonyms: PseudonymRow[];
  readonly details: DetailRow[];
  /** Stored keys by their subject. */
  readonly subjectKeys: Map<string, string>;
  /** Number of entries of each commit that happened. */
  readonly batchSizes: number[];
  /** Ids of events that were looked up. */
  readonly lookedUp: string[];
  head: HeldHead;
  /** What the next commit does: nothing and fail, or everything and fail, as when the connection is lost. */
  failNextCommit: 'before' | 'after' | undefined;
  /** While true, the head cannot be read. */
  headUnreadable: boolean;
  /** Commits wait for the returned function to be called. */
  holdCommits(): () => void;
  /** Lets the next one enter although the writer knows nothing of it, as when a stopped machine wakes up too late. */
  forgetWriter(): void;
}

export function createMemoryStore(): MemoryStore {
  const nodes = new Map<string, Buffer>();
  const tenantHeads = new Map<string, BatchRows['tenantHeads'][number]>();
  let gate: Promise<void> = Promise.resolve();
  let writer: Tenure | undefined;
  let kept: { readonly size: number; readonly note: Buffer } | undefined;
  const apply = (rows: BatchRows, head: LogHead): void => {
    store.entries.push(...rows.entries);
    store.pseudonyms.push(...rows.pseudonyms);
    store.details.push(...rows.details);
    for (const { subjectRef, wrapped } of rows.subjectKeys) store.subjectKeys.set(subjectRef, wrapped);
    for (const { level, index, hash } of rows.nodes) nodes.set(`${String(level)}/${String(index)}`, hash);
    for (const tenantHead of rows.tenantHeads) tenantHeads.set(tenantHead.tenantRef, tenantHead);
    const newest = rows.entries.at(-1)?.recordedAt ?? new Date(store.head.lastRecordedMs).toISOString();
    store.head = { ...store.head, ...head, lastRecordedMs: Date.parse(newest) };
    store.batchSizes.push(rows.entries.length);
  };
  const storedDetail = (wanted: string): StoredDetail | null => {
    const row = store.details.find(({ eventId }) => eventId === wanted);
    return row === undefined ? null : { ...row, wrappedKey: store.subjectKeys.get(row.subjectRef) ?? null };
  };
  const lookUp = async ({ eventIds, intentIds, rawIds }: WantedRows): Promise<KnownRows> => {
    store.lookedUp.push(...eventIds);
    return {
      entries: store.entries
        .filter(
          ({ eventId, intentId }) => eventIds.includes(eventId) || (intentId !== null && intentIds.includes(intentId)),
        )
        .map((entry) => ({ ...entry, detail: storedDetail(entry.eventId) })),
      pseudonyms: store.pseudonyms
        .filter(({ rawId }) => rawIds.includes(rawId))
        .map((row) => ({ ...row, wrappedKey: store.subjectKeys.get(row.ref) ?? null })),
      tenantHeads: [...tenantHeads.values()],
    };
  };
  const readHead = async (): Promise<HeldHead> => {
    if (store.headUnreadable) throw new Error('the database is gone');
    return store.head;
  };
  const commit: Tenure['commit'] = async (rows, expected, head) => {
    await gate;
    const failure = store.failNextCommit;
    store.failNextCommit = undefined;
    if (failure === 'before') throw new Error('the connection was lost');
    if (store.head.size !== expected.size || store.head.epoch !== expected.epoch) throw new HeadMovedError();
    if (rows.entries.some((entry) => store.entries.some((stored) => isSame(stored, entry))))
      throw new KnownEventError();
    apply(rows, head);
    if (failure === 'after') throw new Error('the connection was lost');
  };
  const store: MemoryStore = {
    entries: [],
    pseudonyms: [],
    details: [],
    subjectKeys: new Map(),
    batchSizes: [],
    lookedUp: [],
    head: { ...emptyHead(), epoch: 0, lastRecordedMs: 0 },
    failNextCommit: undefined,
    headUnreadable: false,
    holdCommits: () => {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    forgetWriter: () => {
      writer = undefined;
    },
    enter: async () => {
      if (writer !== undefined) return undefined;
      const before = await readHead();
      store.head = { ...before, epoch: before.epoch + 1 };
      const { promise: over, resolve } = Promise.withResolvers<Error>();
      const tenure: Tenure = {
        head: store.head,
        readHead,
        lookUp,
        commit,
        over,
        leave: async () => {
          if (writer === tenure) writer = undefined;
          resolve(new Error('left'));
        },
      };
      writer = tenure;
      return tenure;
    },
    keepCheckpoint: async (checkpoint) => {
      if (kept === undefined || kept.size < checkpoint.size) kept = checkpoint;
    },
    readCheckpoint: async () => kept?.note,
    close: async () => undefined,
    readNodes: async (coordinates) =>
      coordinates.map(({ level, index }) => {
        const hash = nodes.get(`${String(level)}/${String(index)}`);
        if (hash === undefined) throw new Error('a node of the tree is missing');
        return hash;
      }),
  };
  return store;
}

/** As the unique keys of the table say it. */
function isSame(stored: EntryRow, { eventId, intentId, kind }: EntryRow): boolean {
  return stored.eventId === eventId || (intentId !== null && stored.intentId === intentId && stored.kind === kind);
}

function emptyHead(): LogHead {
  const frontier = emptyFrontier();
  return { size: 0, root: frontierRoot(frontier), frontier: serialiseFrontier(frontier) };
}
