import type { EntityManager } from 'typeorm';

/** For whom a transaction reads and writes. Row-level security compares these with every row. */
export interface TransactionScope {
  readonly tenantId: string;
  /** The principal whose rows are touched: the caller, or the one on whose behalf the caller acts. */
  readonly principalId: string;
}

/** A transaction in progress. It ends with the function it was given to; keep no reference. */
export interface Transaction {
  /** TypeORM's manager, bound to this transaction. */
  readonly manager: EntityManager;
  /**
   * One parametrised statement.
   * @param sql constant text; values go into `parameters`, never into the text
   */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /**
   * Runs `work` in this transaction as somebody else, then goes on in its own scope. For rows of the caller in a transaction for
   * whomever the caller acts for; nothing else may run at the same time.
   */
  inScope<Result>(scope: TransactionScope, work: () => Promise<Result>): Promise<Result>;
}

export interface Database {
  /** Runs `work` in a read-only transaction. `null` scope sees no tenant row at all (public tables, look-up functions). */
  read<Result>(scope: TransactionScope | null, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Runs `work` in a transaction and commits; any error rolls back. */
  write<Result>(scope: TransactionScope | null, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Resolves when the database answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}
