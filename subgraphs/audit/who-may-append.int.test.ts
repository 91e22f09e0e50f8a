import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { appendEvent } from './testing/append-events.ts';
import { factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

let audit: RunningAudit;
let admin: pg.Client;

beforeAll(async () => {
  audit = await startRunningAudit();
  admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await audit.close();
});

function send(caller: CallerName, events: readonly AuditEvent[]): Promise<{ status: number; json: unknown }> {
  return audit.as(caller).send({ method: 'POST', path: '/internal/append', json: { events } });
}

const append = (event: AuditEvent, caller?: CallerName): Promise<AppendReceipt> => appendEvent(audit, event, caller);

/** @returns the code with which a batch was refused; nothing of it is in the log then */
async function refusedAppend(caller: CallerName, events: readonly AuditEvent[]): Promise<unknown> {
  const { json } = await send(caller, events);
  const { rows } = await admin.query(`SELECT FROM audit.audit_entry WHERE event_id = ANY($1)`, [
    events.map(({ eventId }) => eventId),
  ]);
  expect(rows).toEqual([]);
  return (json as { code?: unknown }).code;
}

test('[R-110] the gateway may append denials as facts, and changes of its own alone', async () => {
  const denial = factEvent(somebody(), { action: 'security.authz.deny', outcome: 'DENIED', reasonCode: 'role' });
  expect(JSON.parse((await append(denial, 'gateway')).leaf)).toMatchObject({
    service: 'gateway',
    outcome: 'DENIED',
    reason_code: 'role',
  });
  const another = { ...denial, eventId: factEvent().eventId };
  for (const event of [
    factEvent(somebody(), { action: 'case.pack.deliver' }),
    factEvent(somebody(), { action: 'security.authz.deny', outcome: 'OK' }),
    preparedEvent(somebody(), { action: 'security.authz.deny' }),
    preparedEvent(),
  ])
    expect(await refusedAppend('gateway', [another, event])).toBe('FORBIDDEN');
});

test.each([
  ['vault', 'case.pack.export'],
  ['case', 'vault.version.read'],
  ['incident', 'identity.grant.revoke'],
  ['identity', 'audit.entry.read'],
] as const)('%s cannot record %s, which is the act of another', async (caller, action) => {
  for (const event of [factEvent(somebody(), { action }), preparedEvent(somebody(), { action })])
    expect(await refusedAppend(caller, [event])).toBe('FORBIDDEN');
});

test('an outcome for the intent of another service is refused', async () => {
  const open = preparedEvent();
  await append(open);
  expect(await refusedAppend('vault', [outcomeEvent(open.intentId)])).toBe('AUDIT_EVENT_CONFLICT');
  await append(outcomeEvent(open.intentId));
});
