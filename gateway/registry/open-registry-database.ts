import { openDatabase } from '#platform/db';
import { migrations } from './persistence/migrations/index.ts';
import type { Database } from '#platform/db';

/**
 * The gateway's own database, which holds who may run which documents.
 * @returns undefined where none is configured
 * @throws Error when it is unreachable or its schema is behind
 */
export async function openRegistryDatabase(config: {
  readonly GATEWAY_DATABASE_URL?: string | undefined;
  readonly GATEWAY_DATABASE_POOL_MAX: number;
}): Promise<Database | undefined> {
  const { GATEWAY_DATABASE_URL: url, GATEWAY_DATABASE_POOL_MAX: poolMax } = config;
  return url === undefined ? undefined : openDatabase({ service: 'gateway', url, poolMax, entities: [], migrations });
}
