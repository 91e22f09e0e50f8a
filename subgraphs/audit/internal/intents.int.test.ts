import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { outcomeEvent, preparedEvent } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import type { AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from '../testing/running-audit.ts';

/** Moved by less than the age at which a signed call is refused. */
const clock = createManualClock(Date.now());
let audit: RunningAudit;

beforeAll(async () => {
  audit = await startRunningAudit({ clock });
});
beforeEach(async () => {
  for (const { intentId } of await pending()) await append(outcomeEvent(intentId, { outcome: 'ABORTED' }));
});
afterAll(() => audit.close());

async function append(event: AuditEvent): Promise<void> {
  const { status } = await audit
    .as('case')
    .send({ method: 'POST', path: '/internal/append', json: { events: [event] } });
  expect(status).toBe(200);
}

async function prepare(): Promise<string> {
  const event = preparedEvent();
  await append(event);
  return event.intentId;
}

async function pending(olderThanSeconds = 0): Promise<{ intentId: string; ageSeconds: number }[]> {
  // What is recorded in this very moment is not older than it.
  clock.advance(1);
  const query = `?olderThanSeconds=${String(olderThanSeconds)}`;
  const { json } = await audit.as('case').send({ method: 'GET', path: '/internal/intents/pending', query });
  return (json as { intents: [] }).intents;
}

async function intent(intentId: string, caller: CallerName = 'case'): Promise<{ status: number; json: unknown }> {
  return audit.as(caller).send({ method: 'GET', path: `/internal/intents/${intentId}` });
}

describe('GET /internal/intents/pending', () => {
  test('says how old each is, oldest first', async () => {
    const first = await prepare();
    clock.advance(5_000);
    const second = await prepare();
    expect(await pending()).toMatchObject([
      { intentId: first, ageSeconds: 5 },
      { intentId: second, ageSeconds: 0 },
    ]);
    expect(await pending(3)).toMatchObject([{ intentId: first }]);
  });

  test('forgets none, whatever was asked before and whatever was settled meanwhile', async () => {
    const open: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const [settled, left] = [await prepare(), await prepare()];
      open.push(left);
      await pending(round % 2 === 0 ? 0 : 2);
      await append(outcomeEvent(settled));
      clock.advance(round * 500);
      expect((await pending()).map(({ intentId }) => intentId)).toEqual(open);
    }
    const [oldest = ''] = open.splice(0, 1);
    await append(outcomeEvent(oldest));
    expect((await pending()).map(({ intentId }) => intentId)).toEqual(open);
  });

  test('forgets none over a restart', async () => {
    const left = await prepare();
    await pending();
    await audit.restart();
    expect(await pending()).toMatchObject([{ intentId: left }]);
  });
});

describe('GET /internal/intents/:intentId', () => {
  test.each(['COMMITTED', 'ABORTED'] as const)(
    'says that it is pending, then %s, to whom it belongs',
    async (outcome) => {
      const intentId = await prepare();
      const prepared = { preparedIndex: expect.any(Number), preparedAt: new Date(clock.now()).toISOString() };
      expect(await intent(intentId)).toEqual({
        status: 200,
        json: { intentId, state: 'PENDING', ...prepared, outcomeIndex: null },
      });
      await append(outcomeEvent(intentId, { outcome }));
      expect(await intent(intentId)).toMatchObject({ json: { state: outcome, outcomeIndex: expect.any(Number) } });
      for (const other of ['vault', 'gateway'] as const)
        expect(await intent(intentId, other)).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
    },
  );

  test('finds nothing that was not announced, and refuses what is no id', async () => {
    expect(await intent(newId())).toMatchObject({ status: 404 });
    expect(await intent('nonsense')).toMatchObject({ status: 400 });
  });
});
