import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { until } from '../../tests/support/until.ts';
import { createAppendQueue } from './append-queue.ts';
import { outcomeEventId } from './event-id.ts';
import { createInstances } from './instances.ts';
import type { ServiceCall, ServiceClient } from '#platform/http';
import type { AppendReceipt, AuditEvent } from './event.ts';

interface SentCall {
  readonly ids: readonly string[];
  /** Answers with what this says of each event. */
  answer(each: (eventId: string) => unknown): void;
  fail(error: unknown): void;
  readonly timeoutMs: number;
}

/** An instance of the audit service that answers when it is told to. */
function createInstance(): ServiceClient & { readonly calls: SentCall[] } {
  const calls: SentCall[] = [];
  return {
    calls,
    call: () => Promise.reject(new Error('only appends here')),
    close: () => Promise.resolve(),
    callJson: ({ json, timeoutMs = 0 }: ServiceCall) =>
      new Promise((resolve, reject) => {
        const ids = (json as { events: AuditEvent[] }).events.map(({ eventId }) => eventId);
        calls.push({
          ids,
          timeoutMs,
          fail: reject,
          answer: (each) => {
            resolve({ results: ids.map(each) });
          },
        });
      }),
  };
}

function event(): AuditEvent {
  const intentId = newId();
  return { kind: 'OUTCOME', eventId: outcomeEventId(intentId), intentId, outcome: 'COMMITTED', requestId: 'request-1' };
}

function receiptOf(eventId: string): { receipt: AppendReceipt } {
  return { receipt: { eventId, index: 1, leaf: '{}', proof: '', salt: '' } };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** The call that an instance got at this place. */
function callAt({ calls }: { readonly calls: readonly SentCall[] }, at: number): SentCall {
  const call = calls[at];
  if (call === undefined) throw new Error(`there was no call ${String(at)}`);
  return call;
}

describe('what nobody waits for', () => {
  test('leaves with the next call', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const [first, second] = [event(), event()];
    const appended = [queue.append(first, { timeoutMs: 5_000, patient: true })];
    await settled();
    expect(instance.calls).toEqual([]);
    appended.push(queue.append(second, { timeoutMs: 5_000 }));
    await settled();
    expect(instance.calls.map(({ ids }) => ids)).toEqual([[first.eventId, second.eventId]]);
    callAt(instance, 0).answer(receiptOf);
    await expect(Promise.all(appended)).resolves.toHaveLength(2);
  });

  test('leaves by itself when there is none, with whatever else has waited', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const [first, second] = [event(), event()];
    const appended = [first, second].map((one) => queue.append(one, { timeoutMs: 5_000, patient: true }));
    await until(() => instance.calls.length > 0);
    expect(instance.calls.map(({ ids }) => ids)).toEqual([[first.eventId, second.eventId]]);
    callAt(instance, 0).answer(receiptOf);
    await expect(Promise.all(appended)).resolves.toHaveLength(2);
  });

  test('does not wait once a call is full', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const all = Array.from({ length: 70 }, event);
    for (const one of all) void queue.append(one, { timeoutMs: 5_000, patient: true }).catch(() => undefined);
    await settled();
    expect(instance.calls.map(({ ids }) => ids.length)).toEqual([64]);
  });
});

describe('appends of one process', () => {
  test('share calls: what comes while calls are under way leaves with the next, at most 64 events', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const all = Array.from({ length: 200 }, event);
    const appended = all.slice(0, 2).map((one) => queue.append(one, { timeoutMs: 5_000 }));
    await settled();
    expect(instance.calls.map(({ ids }) => ids.length)).toEqual([2]);
    for (const one of all.slice(2)) appended.push(queue.append(one, { timeoutMs: 5_000 }));
    await settled();
    expect(instance.calls.map(({ ids }) => ids.length)).toEqual([2, 64]);
    for (let at = 0; at < 5; at += 1) {
      callAt(instance, at).answer(receiptOf);
      await settled();
    }
    expect(instance.calls.map(({ ids }) => ids.length)).toEqual([2, 64, 64, 64, 6]);
    expect((await Promise.all(appended)).map(({ eventId }) => eventId)).toEqual(all.map(({ eventId }) => eventId));
  });

  test('a refused event fails alone', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const [good, bad] = [event(), event()];
    const results = Promise.allSettled([
      queue.append(good, { timeoutMs: 5_000 }),
      queue.append(bad, { timeoutMs: 5_000 }),
    ]);
    await settled();
    callAt(instance, 0).answer((id) => (id === bad.eventId ? { code: 'AUDIT_EVENT_CONFLICT' } : receiptOf(id)));
    expect(await results).toMatchObject([
      { status: 'fulfilled', value: { eventId: good.eventId } },
      { status: 'rejected', reason: { code: 'AUDIT_EVENT_CONFLICT' } },
    ]);
  });

  test('each has its own time, whoever it travels with', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const [patient, hasty] = [event(), event()];
    const waits = queue.append(patient, { timeoutMs: 60_000 });
    await expect(queue.append(hasty, { timeoutMs: 1 })).rejects.toThrow('within 1 ms');
    callAt(instance, 0).answer(receiptOf);
    await expect(waits).resolves.toMatchObject({ eventId: patient.eventId });
    expect(instance.calls).toHaveLength(1);
  });

  test('one that has run out of time before it left is not sent at all', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    void queue.append(event(), { timeoutMs: 60_000 }).catch(() => undefined);
    await settled();
    void queue.append(event(), { timeoutMs: 60_000 }).catch(() => undefined);
    await settled();
    await expect(queue.append(event(), { timeoutMs: 1 })).rejects.toThrow('within 1 ms');
    callAt(instance, 0).answer(receiptOf);
    await settled();
    expect(instance.calls).toHaveLength(2);
  });

  test('an answer that leaves one out is no answer', async () => {
    const instance = createInstance();
    const queue = createAppendQueue(createInstances([instance]));
    const appended = Promise.allSettled([
      queue.append(event(), { timeoutMs: 5_000 }),
      queue.append(event(), { timeoutMs: 5_000 }),
    ]);
    await settled();
    instance.callJson = () => Promise.resolve({ results: [] });
    callAt(instance, 0).fail(new AppError('SERVICE_UNAVAILABLE'));
    expect((await appended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(queue.append(event(), { timeoutMs: 5_000 })).rejects.toThrow('did not answer for each event');
  });
});

describe('with several instances', () => {
  test('an event goes to the next one under the same id, and the next event straight there', async () => {
    const [dead, alive] = [createInstance(), createInstance()];
    const queue = createAppendQueue(createInstances([dead, alive]));
    const [first, second] = [event(), event()];
    const appended = queue.append(first, { timeoutMs: 5_000 });
    await settled();
    callAt(dead, 0).fail(new AppError('SERVICE_UNAVAILABLE'));
    await settled();
    expect(callAt(alive, 0).ids).toEqual([first.eventId]);
    callAt(alive, 0).answer(receiptOf);
    await appended;
    const next = queue.append(second, { timeoutMs: 5_000 });
    await settled();
    expect([dead.calls.length, callAt(alive, 1).ids]).toEqual([1, [second.eventId]]);
    // Not left behind: its time would be over in the middle of another test.
    callAt(alive, 1).answer(receiptOf);
    await next;
  });

  test('one that stands by is left for the writer, also when it says so of an event', async () => {
    const [standby, writer] = [createInstance(), createInstance()];
    const queue = createAppendQueue(createInstances([standby, writer]));
    const one = event();
    const appended = queue.append(one, { timeoutMs: 5_000 });
    await settled();
    callAt(standby, 0).fail(new AppError('AUDIT_STANDBY'));
    await settled();
    callAt(writer, 0).answer(() => ({ code: 'AUDIT_UNAVAILABLE' }));
    while (writer.calls.length < 2) await settled();
    expect(callAt(writer, 1).ids).toEqual([one.eventId]);
    callAt(writer, 1).answer(receiptOf);
    await expect(appended).resolves.toMatchObject({ eventId: one.eventId });
  });

  test('one that says nothing has a part of the time; with one instance it has all of it', async () => {
    const [first, second, single] = [createInstance(), createInstance(), createInstance()];
    void createAppendQueue(createInstances([first, second]))
      .append(event(), { timeoutMs: 2_000 })
      .catch(() => undefined);
    void createAppendQueue(createInstances([single]))
      .append(event(), { timeoutMs: 2_000 })
      .catch(() => undefined);
    await settled();
    expect(callAt(first, 0).timeoutMs).toBeLessThanOrEqual(700);
    expect(callAt(single, 0).timeoutMs).toBeGreaterThan(1_000);
  });

  test.each(['AUDIT_QUEUE_FULL', 'SERVICE_SIGNATURE_INVALID', 'AUDIT_EVENT_CONFLICT'] as const)(
    '%s is an answer: nobody else is asked',
    async (code) => {
      const [first, second] = [createInstance(), createInstance()];
      const appended = createAppendQueue(createInstances([first, second])).append(event(), { timeoutMs: 5_000 });
      await settled();
      callAt(first, 0).fail(new AppError(code));
      await expect(appended).rejects.toMatchObject({ code });
      expect(second.calls).toEqual([]);
    },
  );

  test('when all are asked in vain, it ends with the time of the event', async () => {
    const refusing = (): ServiceClient => ({
      ...createInstance(),
      callJson: () => Promise.reject(new AppError('AUDIT_STANDBY')),
    });
    const queue = createAppendQueue(createInstances([refusing(), refusing()]));
    await expect(queue.append(event(), { timeoutMs: 120 })).rejects.toBeInstanceOf(Error);
  });
});
