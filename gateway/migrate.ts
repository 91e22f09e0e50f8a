import { readMigrateEnvironment } from '#platform/config';
import { runMigrationJob } from '#platform/db';
import { migrations } from './registry/persistence/migrations/index.ts';

await runMigrationJob({ service: 'gateway', url: readMigrateEnvironment('gateway').migrateDatabaseUrl, migrations });
