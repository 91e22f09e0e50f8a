import pg from 'pg';
import { StatementError } from './statement-failure.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** A server that answers nothing for so long is given up, and with it the session. */
const ANSWER_TIMEOUT_MS = 5_000;
/** The pause after which an idle session says that it is alive, in milliseconds. */
const HEARTBEAT_MS = 500;

/**
 * What the server does about a holder that says nothing any more, so that its lock is free for the next one. A process that is
 * stopped keeps its connection and is found by the missing heartbeat; a machine that is gone is found by TCP. Milliseconds but for
 * the two of TCP that are in seconds.
 */
const SERVER_TIMEOUTS: Readonly<Record<string, string>> = {
  idle_session_timeout: '2000',
  idle_in_transaction_session_timeout: '2000',
  /** Also of a statement whose parts did not all come. PostgreSQL 17 and later; others do without. */
  transaction_timeout: '4000',
  tcp_user_timeout: '2500',
  tcp_keepalives_idle: '1',
  tcp_keepalives_interval: '1',
  tcp_keepalives_count: '2',
};
const APPLY_SETTINGS = `SELECT set_config(wanted.name, wanted.value, false)
  FROM unnest($1::text[], $2::text[]) AS wanted (name, value)
  WHERE position('.' IN wanted.name) > 0 OR EXISTS (SELECT FROM pg_settings s WHERE s.name = wanted.name)`;

export interface ExclusiveSessionOptions {
  /** Connection of the runtime role, to the server itself: a pooler that changes sessions would lose the lock. */
  readonly url: string;
  readonly applicationName: string;
  /** Advisory lock, by which one session at most of all processes is the holder. The same number everywhere. */
  readonly lockKey: number;
  /** Settings of the session, such as one that row-level security looks at. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A connection that can hold an advisory lock, and works while it does. Whatever it has not committed dies with the lock. */
export interface ExclusiveSession {
  /** @returns whether this session holds the lock now */
  tryLock(): Promise<boolean>;
  /**
   * One statement, by itself a transaction.
   * @param name under which the server keeps it prepared; one text per name
   */
  query<Row>(name: string, sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Resolves with the reason when the session is gone, and the lock with it. */
  readonly ended: Promise<Error>;
  /** Gives the lock back. */
  close(): Promise<void>;
}

/** @throws Error when the server cannot be reached */
export async function openExclusiveSession(options: ExclusiveSessionOptions): Promise<ExclusiveSession> {
  const client = newClient(options);
  const { promise: ended, resolve: end } = Promise.withResolvers<Error>();
  let lastUsed = 0;
  let gone = false;
  const finish = (reason: Error): void => {
    gone = true;
    clearInterval(heartbeat);
    end(reason);
  };
  const giveUp = (reason: Error): void => {
    finish(reason);
    // Not `end`: a server that does not answer would not answer that either.
    client.connection.stream.destroy();
  };
  const heartbeat = setInterval(() => {
    if (performance.now() - lastUsed >= HEARTBEAT_MS / 2) run({ text: 'SELECT 1' }).catch(giveUp);
  }, HEARTBEAT_MS).unref();
  client.on('error', finish);
  client.on('end', () => {
    finish(new Error('the session has ended'));
  });
  const run = async <Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> => {
    if (gone) throw new Error('the session has ended');
    lastUsed = performance.now();
    try {
      return (await client.query<Row>(query)).rows;
    } catch (error) {
      const failure = withoutData(error);
      if (!(failure instanceof StatementError)) giveUp(failure);
      throw failure;
    } finally {
      lastUsed = performance.now();
    }
  };
  try {
    await client.connect();
    const settings = { ...SERVER_TIMEOUTS, ...options.settings };
    await run({ text: APPLY_SETTINGS, values: [Object.keys(settings), Object.values(settings)] });
  } catch (error) {
    giveUp(withoutData(error));
    throw withoutData(error);
  }
  return {
    tryLock: async () => {
      const text = 'SELECT pg_try_advisory_lock($1) AS held';
      const [row] = await run<{ held: boolean }>({ text, values: [options.lockKey] });
      return row?.held === true;
    },
    query: <Row>(name: string, text: string, parameters: readonly unknown[] = []) =>
      run<Row & pg.QueryResultRow>({ name, text, values: [...parameters] }),
    ended,
    close: async () => {
      if (gone) return;
      finish(new Error('the session was closed'));
      await client.end();
    },
  };
}

function newClient({ url, applicationName }: ExclusiveSessionOptions): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 1_000,
  });
}

/** As for pooled connections: an error ends up in a log, and the server's detail repeats what people wrote. */
function withoutData(error: unknown): Error {
  return error instanceof pg.DatabaseError ? new StatementError(error) : (error as Error);
}
