import pg from 'pg';
import { ATTEMPTED, ERASE, ERASED_ENTRIES, FIND_PERSON, IS_REPORTED, PREVIEW } from './eraser-statements.ts';
import type {
  AttemptedErasure,
  ErasedEntries,
  EraserStore,
  KeptNames,
  PersonInTenant,
} from '../erasure/eraser-store.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** Everything of one person is one statement; a person with millions of entries takes minutes. */
const STATEMENT_TIMEOUT = '10min';
/** Number of the advisory lock by which one process erases at a time. */
const ERASER_LOCK = 6_963;

/** The driver reads 64-bit numbers as text. */
type StoredKeptNames = Pick<KeptNames, 'keptBecause'> & { readonly namesKept: string };
type StoredErasedEntries = Pick<ErasedEntries, 'indexesSha256' | 'nameKept'> &
  StoredKeptNames & {
    readonly entries: string;
    readonly firstIndex: string | null;
    readonly lastIndex: string | null;
  };

/**
 * The store on PostgreSQL, over the driver alone: the role may not even read which migrations ran.
 * @param url connection of the role `audit_eraser`
 * @throws Error when the database is unreachable
 */
export async function openEraserStore(url: string): Promise<EraserStore> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'lifeready-audit-eraser',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  await client.connect();
  // A connection that is lost shows in the next statement.
  client.on('error', () => undefined);
  await client.query(`SELECT set_config('statement_timeout', $1, false)`, [STATEMENT_TIMEOUT]);
  const rowsOf = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    (await client.query<Row>(text, [...values])).rows;
  const rowOf = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row> => {
    const [row] = await rowsOf<Row>(text, values);
    if (row === undefined) throw new Error('the statement gave no row');
    return row;
  };
  const keyOf = ({ tenantRef, ref }: PersonInTenant): string[] => [tenantRef, ref];
  return {
    lock: async () => {
      const { held } = await rowOf<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [ERASER_LOCK]);
      if (!held) throw new Error('another process erases at the moment');
    },
    find: (principalId) => rowsOf<PersonInTenant>(FIND_PERSON, [principalId]),
    preview: async (person) => {
      const row = await rowOf<StoredKeptNames & { details: string }>(PREVIEW, keyOf(person));
      return { details: Number(row.details), ...keptNames(row) };
    },
    erase: async (person) => {
      const { details, keys, pseudonyms } = await rowOf<Record<'details' | 'keys' | 'pseudonyms', string>>(
        ERASE,
        keyOf(person),
      );
      return { details: Number(details), keys: Number(keys), pseudonyms: Number(pseudonyms) };
    },
    erasedEntries: async (person) => {
      const row = await rowOf<StoredErasedEntries>(ERASED_ENTRIES, keyOf(person));
      const { entries, firstIndex, lastIndex } = row;
      return {
        ...row,
        ...keptNames(row),
        entries: Number(entries),
        firstIndex: firstIndex === null ? null : Number(firstIndex),
        lastIndex: lastIndex === null ? null : Number(lastIndex),
      };
    },
    attempted: (intentIds) => rowsOf<AttemptedErasure>(ATTEMPTED, [intentIds]),
    isReported: async ({ tenantRef, requestId }) => (await rowsOf(IS_REPORTED, [tenantRef, requestId])).length > 0,
    close: () => client.end(),
  };
}

/** No reason is given for what is not there. */
function keptNames({ namesKept, keptBecause }: StoredKeptNames): KeptNames {
  return namesKept === '0' ? { namesKept: 0, keptBecause: [] } : { namesKept: Number(namesKept), keptBecause };
}
