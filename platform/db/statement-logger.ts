import type { Logger } from 'typeorm';

/** A TypeORM logger that only reports statement texts (never parameters: they are people's data). */
export function createStatementLogger(onStatement: (sql: string) => void): Logger {
  const ignore = (): void => undefined;
  return {
    logQuery: onStatement,
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
}
