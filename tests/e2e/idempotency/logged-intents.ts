import pg from 'pg';
import { until } from '../../support/until.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';

const LOGGED = `SELECT e.outcome FROM audit.audit_entry e
  WHERE e.kind <> 'FACT' AND e.intent_id IN (SELECT intent_id FROM audit.audit_entry WHERE request_id = $1)
  ORDER BY e.index`;

/** What the log has of the changes of one request, in order, as soon as none of them is without its outcome; facts left out. */
export async function loggedIntents(stack: TestStack, requestId: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: stack.postgres.adminUrl('lifeready_audit') });
  await client.connect();
  let logged: string[] = [];
  try {
    await until(async () => {
      const { rows } = await client.query<{ outcome: string }>(LOGGED, [requestId]);
      logged = rows.map(({ outcome }) => outcome);
      return logged.at(-1) !== 'ATTEMPTED';
    });
    return logged;
  } finally {
    await client.end();
  }
}
