import pg from 'pg';
import { AUDITED } from '../stack/settings.ts';
import type { FaultStack } from '../stack/fault-stack.ts';
import type { AuditedService } from '../stack/settings.ts';

export type Query = pg.Client['query'];

/** All databases, as somebody who sees everything. */
export interface Queries {
  readonly log: Query;
  readonly services: Readonly<Record<AuditedService, Query>>;
  close(): Promise<void>;
}

export function openQueries({ stack }: FaultStack): Queries {
  const pools: pg.Pool[] = [];
  const queryOf = (service: string): Query => {
    const pool = new pg.Pool({ connectionString: stack.postgres.adminUrl(`lifeready_${service}`), max: 2 });
    // A crash of PostgreSQL ends these too; the next query opens another one.
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool.query.bind(pool);
  };
  return {
    log: queryOf('audit'),
    services: Object.fromEntries(AUDITED.map((name) => [name, queryOf(name)])) as Record<AuditedService, Query>,
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}
