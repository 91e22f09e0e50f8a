import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { RunningAudit } from './testing/running-audit.ts';

const READ = '{ auditEntries(first: 1) { nodes { index } } }';
/** Readings of one person in a minute. */
const READINGS = 120;

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

async function entries(): Promise<number> {
  const admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ count: number }>('SELECT count(*)::int AS count FROM audit.audit_entry');
  await admin.end();
  return rows[0]?.count ?? 0;
}

test('[R-109] an auditor who reads without end has to wait, and writes no more entries than readings that were answered', async () => {
  const gateway = audit.as('gateway');
  const auditor = testCaller({ role: 'auditor', scopes: ['audit:read'] });
  const read = async (): Promise<unknown> => {
    const { errors } = await gateway.graphql({ query: READ, contextToken: audit.identity.vouchFor(auditor) });
    return errors?.[0]?.extensions['code'];
  };
  for (let at = 0; at < READINGS; at += 1) expect(await read()).toBeUndefined();
  for (let at = 0; at < 20; at += 1) expect(await read()).toBe('RATE_LIMITED');
  expect(await entries()).toBe(READINGS);
});
