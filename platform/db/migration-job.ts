import { createLogger } from '#platform/logging';
import { runMigrations } from './run-migrations.ts';
import type { MigrationJob } from './run-migrations.ts';

/** Runs the migrations of one service as a job of its own: logs what it applied; exits with 1 when one fails. */
export async function runMigrationJob(job: MigrationJob): Promise<void> {
  const logger = createLogger({ service: `${job.service}-migrate`, level: 'info' });
  try {
    const applied = await runMigrations(job);
    logger.info({ applied }, applied.length === 0 ? 'the schema is current' : 'the schema was migrated');
  } catch (error) {
    logger.fatal({ err: error }, 'a migration failed');
    process.exitCode = 1;
  }
}
