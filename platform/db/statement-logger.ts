import type { Logger } from 'typeorm';

/**
 * A TypeORM logger that reports statement texts at most, never parameters: they are people's data. TypeORM's own logger
 * writes to the console; what fails is thrown, and logged by whoever catches it.
 */
export function createStatementLogger(onStatement?: (sql: string) => void): Logger {
  const ignore = (): void => undefined;
  return {
    logQuery: (sql) => onStatement?.(sql),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
}
