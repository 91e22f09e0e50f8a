import { StatementError, openExclusiveSession } from '#platform/db';
import { HeadMovedError, KnownEventError } from '../log/types.ts';
import { toEntry } from './entry-row.ts';
import {
  CLAIM,
  COMMIT_BATCH,
  FIND_ENTRIES,
  FIND_PSEUDONYMS,
  KEEP_CHECKPOINT,
  READ_CHECKPOINT,
  READ_HEAD,
  READ_NODES,
  batchValues,
} from './sequencer-statements.ts';
import type { Database, ExclusiveSession } from '#platform/db';
import type {
  HeldHead,
  KnownRows,
  PseudonymRow,
  SequencerStore,
  StoredDetail,
  TenantHead,
  Tenure,
  WantedRows,
} from '../log/types.ts';
import type { StoredEntry } from './entry-row.ts';

/** Number of the advisory lock that the writer of the log holds. It is looked up in the service's own database alone. */
const WRITER_LOCK = 6_962;
/**
 * The session writes for everybody. Each of its statements goes by keys, also before the tables have statistics, and is planned once.
 */
const SETTINGS = {
  'app.purpose': 'sequencer',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
};

/** What the database says of an event that is in the log already. */
const ONE_EACH: ReadonlySet<string> = new Set(['audit_entry_event_id_key', 'audit_entry_intent', 'audit_detail_pkey']);

interface HeadRow {
  readonly size: string;
  readonly root: Buffer;
  readonly frontier: Buffer;
  readonly epoch: string;
  readonly newest: Date | null;
}

interface ChainHead {
  readonly headSeq: string | null;
  readonly headHash: Buffer | null;
}

export interface SequencerStoreOptions {
  readonly db: Database;
  /** Connection of the runtime role, for the one session that writes. */
  readonly url: string;
  /** Called with each statement of that session; tests count them. */
  readonly onStatement?: ((sql: string) => void) | undefined;
}

/** The sequencer's store on PostgreSQL: a session of its own for the writer, the pool for everything that needs no writer. */
export function createSequencerStore(options: SequencerStoreOptions): SequencerStore {
  const { db } = options;
  let waiting: ExclusiveSession | undefined;
  const session = async (): Promise<ExclusiveSession> => {
    if (waiting !== undefined) return waiting;
    const opened = await openWriterSession(options);
    waiting = opened;
    void opened.ended.then(() => {
      if (waiting === opened) waiting = undefined;
    });
    return opened;
  };
  return {
    enter: async () => {
      const candidate = await session();
      if (!(await candidate.tryLock())) return undefined;
      waiting = undefined;
      return beginTenure(candidate, options);
    },
    keepCheckpoint: ({ size, note }) =>
      db.write(null, async (tx) => {
        // It can be made again from the head at any time, so nobody waits for the disk.
        await tx.query(
          `SELECT set_config('app.purpose', 'sequencer', true), set_config('synchronous_commit', 'off', true)`,
        );
        await tx.query(KEEP_CHECKPOINT, [size, note.toString('utf8')]);
      }),
    readCheckpoint: () =>
      db.read(null, async (tx) => {
        const [row] = await tx.query<{ note: string }>(READ_CHECKPOINT);
        return row && Buffer.from(row.note);
      }),
    readNodes: (coordinates) =>
      db.read(null, async (tx) => {
        const levels = coordinates.map(({ level }) => level);
        const found = await tx.query<{ hash: Buffer }>(READ_NODES, [levels, coordinates.map(({ index }) => index)]);
        if (found.length !== coordinates.length) throw new Error('a node of the tree is missing');
        return found.map(({ hash }) => hash);
      }),
    close: async () => waiting?.close(),
  };
}

async function openWriterSession(
  { url, onStatement }: SequencerStoreOptions,
  applicationName = 'lifeready-audit-sequencer',
): Promise<ExclusiveSession> {
  const session = await openExclusiveSession({ url, applicationName, lockKey: WRITER_LOCK, settings: SETTINGS });
  if (onStatement === undefined) return session;
  return {
    ...session,
    query: (name, sql, parameters) => {
      onStatement(sql);
      return session.query(name, sql, parameters);
    },
  };
}

/**
 * What a batch has to know is read in a session of its own, so that the next batch can be built while the one before it commits. What that
 * one writes may not be seen there: whoever builds knows it.
 */
async function beginTenure(session: ExclusiveSession, options: SequencerStoreOptions): Promise<Tenure> {
  let reader: ExclusiveSession | undefined;
  try {
    reader = await openWriterSession(options, 'lifeready-audit-sequencer-lookup');
    const looking = reader;
    let commits = 0;
    return {
      head: await readHead(session, 'claim', CLAIM),
      readHead: () => readHead(session, 'read-head', READ_HEAD),
      // Both questions at once, unless that would be behind a commit.
      lookUp: (wanted) => lookUp(looking, wanted, commits === 0 ? session : looking),
      commit: async (rows, expected, head) => {
        commits += 1;
        try {
          const moved = await session.query('commit-batch', COMMIT_BATCH, batchValues(rows, expected, head));
          if (moved.length !== 1) throw new HeadMovedError();
        } catch (error) {
          const isKnown = error instanceof StatementError && ONE_EACH.has(error.constraint ?? '');
          throw isKnown ? new KnownEventError() : error;
        } finally {
          commits -= 1;
        }
      },
      over: Promise.race([session.ended, looking.ended]),
      leave: async () => {
        await Promise.all([session.close(), looking.close()]);
      },
    };
  } catch (error) {
    await Promise.all([session.close(), reader?.close()]);
    throw error;
  }
}

export async function readHead(session: Pick<ExclusiveSession, 'query'>, name: string, sql: string): Promise<HeldHead> {
  const [row] = await session.query<HeadRow>(name, sql);
  if (row === undefined) throw new Error('the log has no head');
  const { size, root, frontier, epoch, newest } = row;
  return { size: Number(size), root, frontier, epoch: Number(epoch), lastRecordedMs: newest?.getTime() ?? 0 };
}

/**
 * What a batch has to know, in two statements at the most, and nearly always in none.
 * @param second session for the second of them
 */
export async function lookUp(
  session: Pick<ExclusiveSession, 'query'>,
  { eventIds, intentIds, rawIds }: WantedRows,
  second = session,
): Promise<KnownRows> {
  const [found, named] = await Promise.all([
    eventIds.length === 0
      ? []
      : session.query<StoredEntry & ChainHead & { detail: StoredDetail | null }>('find-entries', FIND_ENTRIES, [
          eventIds,
          intentIds,
        ]),
    rawIds.length === 0 ? [] : second.query<PseudonymRow & ChainHead>('find-pseudonyms', FIND_PSEUDONYMS, [rawIds]),
  ]);
  return {
    entries: found.map((row) => ({ ...toEntry(row), detail: row.detail })),
    pseudonyms: named,
    tenantHeads: [...found, ...named].flatMap(chainHeadOf),
  };
}

function chainHeadOf(row: ChainHead & { readonly tenantRef: string }): TenantHead[] {
  const { tenantRef, headSeq, headHash } = row;
  return headSeq === null || headHash === null ? [] : [{ tenantRef, seq: Number(headSeq), leafHash: headHash }];
}
