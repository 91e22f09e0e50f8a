import pg from 'pg';
import type { TestDatabase } from '../../../tests/support/postgres.ts';

const TABLES = ['audit_entry', 'log_node', 'tenant_head', 'log_head'];

/** A database that somebody who may do everything changes behind the service's back. */
export interface DamagedLog {
  /** Statements without the triggers that would refuse them. */
  change(...statements: readonly string[]): Promise<void>;
  rows<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openDamagedLog({ adminUrl }: TestDatabase): Promise<DamagedLog> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const triggers = async (state: 'ENABLE ALWAYS' | 'DISABLE'): Promise<void> => {
    const { rows } = await admin.query<{ table: string; name: string }>(
      `SELECT c.relname AS table, t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE c.relnamespace = 'audit'::regnamespace AND c.relname = ANY($1) AND NOT t.tgisinternal`,
      [TABLES],
    );
    for (const { table, name } of rows) await admin.query(`ALTER TABLE audit.${table} ${state} TRIGGER ${name}`);
  };
  return {
    change: async (...statements) => {
      await admin.query('BEGIN');
      await triggers('DISABLE');
      for (const statement of statements) await admin.query(statement);
      await triggers('ENABLE ALWAYS');
      await admin.query('COMMIT');
    },
    rows: async <Row extends pg.QueryResultRow>(sql: string) => (await admin.query<Row>(sql)).rows,
    close: () => admin.end(),
  };
}
