import { z } from 'zod';
import { ConfigurationError } from './load.ts';

/**
 * The one variable of a migration job: the connection of the service's migrate role.
 * @throws ConfigurationError when it is missing
 */
export function readMigrateEnvironment(service: string): { readonly migrateDatabaseUrl: string } {
  const result = z.url({ protocol: /^postgres(ql)?$/ }).safeParse(process.env['MIGRATE_DATABASE_URL']);
  if (!result.success)
    throw new ConfigurationError(service, ['MIGRATE_DATABASE_URL: must be a postgres URL of the migrate role']);
  return { migrateDatabaseUrl: result.data };
}
