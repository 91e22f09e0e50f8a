import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { AUDIT_ACTIONS, isAuditAction } from '#platform/audit';
import { factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { CALLERS, startRunningAudit } from '../testing/running-audit.ts';
import type { ActionDefinition, AuditAction, AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from '../testing/running-audit.ts';

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

/** An act of each area. */
const ACTS = {
  identity: 'identity.grant.revoke',
  vault: 'vault.person.create',
  case: 'case.case.create',
  incident: 'incident.incident.report',
  gateway: 'gateway.client.register',
  audit: 'audit.entry.read',
} as const satisfies Record<string, AuditAction>;

function denial(): AuditEvent {
  return factEvent(somebody(), { action: 'security.authz.deny', outcome: 'DENIED', reasonCode: 'role' });
}

async function send(caller: CallerName, events: readonly AuditEvent[]): Promise<{ status: number; json: unknown }> {
  return audit.as(caller).send({ method: 'POST', path: '/internal/append', json: { events } });
}

async function isInTheLog({ eventId }: AuditEvent): Promise<boolean> {
  const admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
  const { rowCount } = await admin.query('SELECT 1 FROM audit.audit_entry WHERE event_id = $1', [eventId]);
  await admin.end();
  return rowCount === 1;
}

const forbidden = { status: 403, json: { code: 'FORBIDDEN' } };

describe.each(CALLERS.filter((caller) => caller !== 'eraser'))('[R-110] %s', (caller) => {
  test('records what is its own and what it refused', async () => {
    const own = Object.entries(ACTS).flatMap(([area, action]) => (area === caller ? [action] : []));
    const events = [denial(), ...own.map((action) => preparedEvent(somebody(), { action }))];
    expect(await send(caller, events)).toMatchObject({ status: 200 });
    for (const event of events) expect(await isInTheLog(event)).toBe(true);
  });

  test('records no act of another, and nothing of a batch that has one', async () => {
    for (const [area, action] of Object.entries(ACTS)) {
      if (area === caller) continue;
      for (const event of [factEvent(somebody(), { action }), preparedEvent(somebody(), { action })]) {
        const batch = [denial(), event, denial()];
        expect(await send(caller, batch)).toMatchObject(forbidden);
        for (const refused of batch) expect(await isInTheLog(refused)).toBe(false);
      }
    }
  });
});

test('[R-110] [R-157] the job that erases records erasures alone, and nobody else records one', async () => {
  const erasures = [
    preparedEvent(somebody(), { action: 'audit.detail.erase' }),
    factEvent(somebody(), { action: 'audit.erasure.report' }),
  ];
  expect(await send('eraser', erasures)).toMatchObject({ status: 200 });
  for (const action of Object.values(ACTS))
    expect(await send('eraser', [preparedEvent(somebody(), { action })])).toMatchObject(forbidden);
  expect(await send('eraser', [denial()])).toMatchObject(forbidden);
  const again = [
    preparedEvent(somebody(), { action: 'audit.detail.erase' }),
    factEvent(somebody(), { action: 'audit.erasure.report' }),
  ];
  for (const caller of CALLERS.filter((name) => name !== 'eraser'))
    for (const erasure of again) expect(await send(caller, [erasure])).toMatchObject(forbidden);
});

test('[R-110] the gateway settles its own changes, and nothing of others', async () => {
  const open = preparedEvent();
  expect(await send('case', [open])).toMatchObject({ status: 200 });
  const conflict = { status: 409, json: { code: 'AUDIT_EVENT_CONFLICT' } };
  expect(await send('gateway', [outcomeEvent(open.intentId)])).toMatchObject(conflict);
  const own = { intents: expect.arrayContaining([expect.objectContaining({ intentId: open.intentId })]) };
  expect((await pendingFor('case')).json).toEqual(own);
  for (const other of ['vault', 'gateway'] as const) expect((await pendingFor(other)).json).not.toEqual(own);
});

async function pendingFor(caller: CallerName): Promise<{ status: number; json: unknown }> {
  return audit.as(caller).send({ method: 'GET', path: '/internal/intents/pending', query: '?olderThanSeconds=0' });
}

describe('[R-110] an event is what the registry says of its action, or it is refused', () => {
  const badInput = { status: 400, json: { code: 'BAD_USER_INPUT' } };
  const target = { ...factEvent().target, type: 'Document' } as const;

  test.each<[string, CallerName, AuditEvent]>([
    ['about something else', 'case', preparedEvent(somebody(), { target })],
    ['of another tier', 'case', preparedEvent(somebody(), { tier: 'red' })],
    ['a fact that is prepared', 'vault', preparedEvent(somebody(), { action: 'vault.version.read' })],
    ['a change as a fact', 'vault', factEvent(somebody(), { action: 'vault.person.create' })],
    [
      'a fact with an outcome it cannot have',
      'vault',
      factEvent(somebody(), { action: 'vault.version.read', outcome: 'DENIED' }),
    ],
    [
      'a failed delivery that succeeded',
      'vault',
      factEvent(somebody(), { action: 'vault.version.deliver', outcome: 'OK' }),
    ],
    ['an action that does not exist', 'case', { ...factEvent(), action: 'case.case.invent' as AuditAction }],
    [
      'about no kind of object',
      'case',
      preparedEvent(somebody(), { target: { ...target, type: 'Toaster' as 'Case' } }),
    ],
  ])('%s', async (_what, caller, event) => {
    const batch = [denial(), event];
    expect(await send(caller, batch)).toMatchObject(badInput);
    for (const refused of batch) expect(await isInTheLog(refused)).toBe(false);
  });

  test('every action, in every form it may have, is taken from each service that may record it', async () => {
    for (const [action, { kind, facts, recordedBy }] of Object.entries<ActionDefinition>(AUDIT_ACTIONS)) {
      if (!isAuditAction(action)) continue;
      for (const service of recordedBy) {
        const caller = CALLERS.find((name) => name === service);
        if (caller === undefined) continue;
        const events = [
          ...(kind === 'CHANGE' ? [preparedEvent(somebody(), { action })] : []),
          ...facts.map((outcome) => factEvent(somebody(), { action, outcome })),
        ];
        expect([action, (await send(caller, events)).status]).toEqual([action, 200]);
      }
    }
  });
});
