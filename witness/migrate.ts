import { readMigrateEnvironment } from '#platform/config';
import { runMigrationJob } from '#platform/db';
import { migrations } from './persistence/migrations/index.ts';

await runMigrationJob({ service: 'witness', url: readMigrateEnvironment('witness').migrateDatabaseUrl, migrations });
