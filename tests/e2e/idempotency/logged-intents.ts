import pg from 'pg';
import type { TestStack } from '../../support/e2e/test-stack.ts';

/** What the log has of the changes of one request, in order; facts left out. */
export async function loggedIntents(stack: TestStack, requestId: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: stack.postgres.adminUrl('lifeready_audit') });
  await client.connect();
  try {
    const { rows } = await client.query<{ outcome: string }>(
      `SELECT e.outcome FROM audit.audit_entry e
       WHERE e.kind <> 'FACT' AND e.intent_id IN (SELECT intent_id FROM audit.audit_entry WHERE request_id = $1)
       ORDER BY e.index`,
      [requestId],
    );
    return rows.map(({ outcome }) => outcome);
  } finally {
    await client.end();
  }
}
