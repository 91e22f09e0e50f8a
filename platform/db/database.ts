import { DataSource } from 'typeorm';
import { AppError } from '#platform/errors';
import { createPreparingClient } from './preparing-client.ts';
import { createStatementLogger } from './statement-logger.ts';
import { assertSchemaIsCurrent } from './schema-version.ts';
import { withoutData } from './statement-failure.ts';
import { isUnavailable } from './unavailable.ts';
import type { EntitySchema, MigrationInterface, QueryRunner } from 'typeorm';
import type { Database, Transaction, TransactionScope } from './transaction.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const IDLE_TIMEOUT_MS = 30_000;

export interface DatabaseOptions {
  /** Name of the service; also its schema. */
  readonly service: string;
  /** Connection of the runtime role. */
  readonly url: string;
  readonly poolMax: number;
  readonly entities: readonly EntitySchema[];
  /** The migrations that this code was written for; a database that lacks one is refused. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Called with each statement; tests count them. */
  readonly onStatement?: (sql: string) => void;
}

/**
 * Opens the pool and checks that the schema is current. The pool itself is never handed out: `read` and `write` are the
 * only way to a connection, so no statement can run without a scope.
 * @throws Error when the database is unreachable or its schema is behind
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.service,
    entities: [...options.entities],
    logging: options.onStatement !== undefined,
    logger: createStatementLogger(options.onStatement),
    installExtensions: false,
    poolSize: options.poolMax,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: `lifeready-${options.service}`,
    extra: { idleTimeoutMillis: IDLE_TIMEOUT_MS, Client: createPreparingClient() },
  });
  await source.initialize();
  try {
    await assertSchemaIsCurrent(source, options.service, options.migrations);
  } catch (error) {
    await source.destroy();
    throw error;
  }
  return {
    read: (scope, work) => inTransaction(source, scope, 'READ ONLY', work),
    write: (scope, work) => inTransaction(source, scope, 'READ WRITE', work),
    check: async () => {
      await source.query('SELECT 1');
    },
    close: () => source.destroy(),
  };
}

async function inTransaction<Result>(
  source: DataSource,
  scope: TransactionScope | null,
  mode: 'READ ONLY' | 'READ WRITE',
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const runner = source.createQueryRunner();
  try {
    await connect(runner);
    await runner.startTransaction();
    if (mode === 'READ ONLY') await runner.query('SET TRANSACTION READ ONLY');
    await applyScope(runner, scope);
    const result = await work({
      manager: runner.manager,
      query: async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
        const { records } = await runner.query(sql, [...parameters], true);
        return records as Row[];
      },
      inScope: async (other, inOther) => {
        await applyScope(runner, other);
        // A statement that fails ends the transaction, so there is no scope to go back to then.
        const done = await inOther();
        await applyScope(runner, scope);
        return done;
      },
    });
    await runner.commitTransaction();
    return result;
  } catch (error) {
    await rollBack(runner);
    const cause = withoutData(error);
    throw isUnavailable(error) ? new AppError('SERVICE_UNAVAILABLE', { cause }) : cause;
  } finally {
    await runner.release();
  }
}

async function connect(runner: QueryRunner): Promise<void> {
  try {
    await runner.connect();
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { cause });
  }
}

/**
 * `set_config(…, true)` lasts until the end of the transaction, so a pooled connection cannot carry one caller's scope to
 * the next. Afterwards the setting is an empty string, which the policies treat as "nobody".
 */
async function applyScope(runner: QueryRunner, scope: TransactionScope | null): Promise<void> {
  await runner.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
    scope?.tenantId ?? '',
    scope?.principalId ?? '',
  ]);
}

/** A connection that cannot roll back is broken; the first error is the one that matters. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch {
    // The server ends the transaction when it notices that the connection is gone.
  }
}
