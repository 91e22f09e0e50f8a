import pg from 'pg';
import type { Stack } from '../../../cli/stack/stack.ts';

/** An entry of the log, with the ids behind its pseudonyms. */
export interface RecordedEntry {
  readonly index: number;
  readonly kind: 'PREPARED' | 'OUTCOME' | 'FACT';
  readonly action: string;
  readonly outcome: string;
  readonly service: string;
  readonly tier: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly onBehalfOfId: string | null;
  readonly grantId: string | null;
  readonly targetType: string;
  readonly targetId: string | null;
  readonly reasonCode: string | null;
  readonly hasSession: boolean;
}

/** The entries of a request, in order; for who is behind row-level security. */
export const ENTRIES = `SELECT e.index::int AS index, e.kind, e.action, e.outcome, e.service, e.tier, e.actor_type AS "actorType",
    actor.raw_id AS "actorId", behalf.raw_id AS "onBehalfOfId", by_grant.raw_id AS "grantId",
    e.target_type AS "targetType", target.raw_id AS "targetId",
    e.leaf::jsonb ->> 'reason_code' AS "reasonCode", e.leaf::jsonb ->> 'session_ref' IS NOT NULL AS "hasSession"
  FROM audit.audit_entry e
  LEFT JOIN audit.pseudonym actor ON actor.ref = e.actor_ref
  LEFT JOIN audit.pseudonym target ON target.ref = e.target_ref
  LEFT JOIN audit.pseudonym behalf ON behalf.ref = (e.leaf::jsonb ->> 'on_behalf_of_ref')::uuid
  LEFT JOIN audit.pseudonym by_grant ON by_grant.ref = (e.leaf::jsonb ->> 'grant_ref')::uuid
  WHERE e.request_id = $1 ORDER BY e.index`;

/** The log itself, behind row-level security. */
export interface LogReader {
  /** What was recorded of one request, in order. */
  entriesOf(requestId: string): Promise<RecordedEntry[]>;
  /** Every action that was ever recorded. */
  actions(): Promise<string[]>;
  /** Every leaf, verbatim, by index. */
  leaves(): Promise<string[]>;
  /** Every row that stands beside the leaves, as text, by table. */
  besideTheLog(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

export async function openLogReader(stack: Stack): Promise<LogReader> {
  const client = new pg.Client({ connectionString: stack.postgres.adminUrl('lifeready_audit') });
  await client.connect();
  return {
    entriesOf: async (requestId) => (await client.query<RecordedEntry>(ENTRIES, [requestId])).rows,
    actions: async () => {
      const { rows } = await client.query<{ action: string }>('SELECT DISTINCT action FROM audit.audit_entry');
      return rows.map(({ action }) => action).sort();
    },
    leaves: async () => {
      const { rows } = await client.query<{ leaf: string }>('SELECT leaf FROM audit.audit_entry ORDER BY index');
      return rows.map(({ leaf }) => leaf);
    },
    besideTheLog: async () => {
      const texts: Record<string, string> = {};
      for (const table of ['audit_entry', 'audit_detail', 'subject_key', 'pseudonym', 'log_checkpoint']) {
        const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM audit.${table} t`);
        texts[table] = rows.map(({ row }) => row).join('\n');
      }
      return texts;
    },
    close: () => client.end(),
  };
}
