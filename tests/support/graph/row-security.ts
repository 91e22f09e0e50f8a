import type pg from 'pg';
import type { ProcessName } from '../../../cli/stack/services.ts';

/** Row-level security of one service's tables. */
export interface RowSecurity {
  /** In force on every table that a migration put it on, or on none. */
  put(isOn: boolean): Promise<void>;
}

const PROTECTED = `SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relrowsecurity ORDER BY 1`;

/** @throws Error when no table has row-level security: there would be nothing to switch */
export async function rowSecurity(admin: pg.Pool, service: ProcessName): Promise<RowSecurity> {
  const { rows } = await admin.query<{ name: string }>(PROTECTED, [service]);
  if (rows.length === 0) throw new Error(`no table of ${service} has row-level security`);
  return {
    put: async (isOn) => {
      const actions = isOn
        ? 'ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'
        : 'DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY';
      for (const { name } of rows) await admin.query(`ALTER TABLE ${name} ${actions}`);
    },
  };
}
