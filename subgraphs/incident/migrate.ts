import { readMigrateEnvironment } from '#platform/config';
import { runMigrationJob } from '#platform/db';
import { migrations } from './persistence/migrations/index.ts';

await runMigrationJob({ service: 'incident', url: readMigrateEnvironment('incident').migrateDatabaseUrl, migrations });
