import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outcomeEventId } from '#platform/audit';
import { derivedId, newId } from '#platform/ids';
import { factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

async function append(event: AuditEvent, caller: CallerName): Promise<{ status: number; json: unknown }> {
  return audit.as(caller).send({ method: 'POST', path: '/internal/append', json: { events: [event] } });
}

const refused = { status: 400, json: { errors: { 'events.0.eventId': [expect.any(String)] } } };
const vaultFact = (eventId: string): AuditEvent => factEvent(somebody(), { action: 'vault.version.deliver', eventId });
const vaultAttempt = (change: Partial<ReturnType<typeof preparedEvent>> = {}): ReturnType<typeof preparedEvent> =>
  preparedEvent(somebody(), { action: 'vault.person.create', ...change });

// Attack: a service that was taken over knows the intent of another one, logs something under the id that its outcome will have,
// and the change stays open for ever.
describe('[R-108] the id of an outcome cannot be taken by anything else', () => {
  test.each([
    ['a fact', (id: string) => vaultFact(id)],
    ['an attempt', (id: string) => vaultAttempt({ eventId: id })],
    [
      'the outcome of an intent of their own',
      (id: string, own: string) => outcomeEvent(own, { eventId: id, outcome: 'ABORTED' }),
    ],
  ])('not by %s of another service, before or after the intent is known', async (_title, squat) => {
    const own = vaultAttempt();
    expect(await append(own, 'vault')).toMatchObject({ status: 200 });
    const victim = preparedEvent();
    expect(await append(squat(outcomeEventId(victim.intentId), own.intentId), 'vault')).toMatchObject(refused);
    expect(await append(victim, 'case')).toMatchObject({ status: 200 });
    expect(await append(squat(outcomeEventId(victim.intentId), own.intentId), 'vault')).toMatchObject(refused);
    expect(await append(outcomeEvent(victim.intentId), 'case')).toMatchObject({ status: 200 });
    expect(await append(outcomeEvent(own.intentId), 'vault')).toMatchObject({ status: 200 });
  });

  test('nor by one of the service itself', async () => {
    const event = preparedEvent();
    await append(event, 'case');
    expect(await append(factEvent(somebody(), { eventId: outcomeEventId(event.intentId) }), 'case')).toMatchObject(
      refused,
    );
    expect(await append(outcomeEvent(event.intentId), 'case')).toMatchObject({ status: 200 });
  });

  test.each([
    ['a new id', () => newId()],
    ['the id of the attempt', (intentId: string) => intentId],
    ['an id derived from something else', (intentId: string) => derivedId('other', intentId)],
  ])('an outcome under %s is refused', async (_title, eventId) => {
    const event = preparedEvent();
    await append(event, 'case');
    const outcome = outcomeEvent(event.intentId, { eventId: eventId(event.intentId) });
    expect(await append(outcome, 'case')).toMatchObject(refused);
    expect(await append(outcomeEvent(event.intentId), 'case')).toMatchObject({ status: 200 });
  });

  test('an outcome for the intent of another service settles nothing', async () => {
    const victim = preparedEvent();
    await append(victim, 'case');
    expect(await append(outcomeEvent(victim.intentId, { outcome: 'ABORTED' }), 'vault')).toMatchObject({ status: 409 });
    expect(await append(outcomeEvent(victim.intentId), 'case')).toMatchObject({ status: 200 });
  });
});
