import { readMigrateEnvironment } from '#platform/config';
import { runMigrationJob } from '#platform/db';
import { migrations } from './persistence/migrations/index.ts';

await runMigrationJob({ service: 'case', url: readMigrateEnvironment('case').migrateDatabaseUrl, migrations });
