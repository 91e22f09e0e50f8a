export { openDatabase } from './database.ts';
export type { DatabaseOptions } from './database.ts';
export { appendOnly, protectTable } from './row-level-security.ts';
export type { ProtectedTable, RowOwnership } from './row-level-security.ts';
export { runMigrationJob } from './migration-job.ts';
export { runMigrations } from './run-migrations.ts';
export type { MigrationJob } from './run-migrations.ts';
export { conflictOn } from './statement-failure.ts';
export type { Database, Transaction, TransactionScope } from './transaction.ts';
