import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { leafOf, prove, rootOf, startFixture, untilNothingMoves } from '../testing/sequencer-fixture.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { SequencerFixture } from '../testing/sequencer-fixture.ts';

const unavailable = { code: 'AUDIT_UNAVAILABLE' };

/** One batch on its way to a database that takes its time, and another built on top of it. */
async function buildOnTop(
  { append, deps }: SequencerFixture,
  below: AuditEvent,
  above: AuditEvent,
): Promise<{ readonly release: () => void; readonly answers: Promise<PromiseSettledResult<AppendReceipt>[]> }> {
  const release = deps.store.holdCommits();
  const first = append(below);
  await untilNothingMoves();
  const second = append(above);
  await untilNothingMoves();
  return { release, answers: Promise.allSettled([first, second]) };
}

async function receiptsOf(answers: Promise<PromiseSettledResult<AppendReceipt>[]>): Promise<AppendReceipt[]> {
  return (await answers).map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}

describe('[R-112] a batch that is built while the one below it commits', () => {
  test('continues its tree and the chain of its tenant', async () => {
    const fixture = await startFixture();
    const who = somebody();
    const { release, answers } = await buildOnTop(fixture, factEvent(who), factEvent(who));
    release();
    const [first, second] = (await receiptsOf(answers)).map((receipt) => ({ receipt, leaf: leafOf(receipt) }));
    expect([first?.leaf['tenant_seq'], second?.leaf['tenant_seq']]).toEqual([1, 2]);
    expect(second?.leaf['tenant_ref']).toBe(first?.leaf['tenant_ref']);
    expect(second?.leaf['actor_ref']).toBe(first?.leaf['actor_ref']);
    const leaves = fixture.deps.store.entries.map(({ leaf }) => leaf);
    expect(second && prove(second.receipt, fixture.key)).toEqual({ index: 1, size: 2, root: rootOf(leaves) });
  });

  test('knows the same event again', async () => {
    const fixture = await startFixture();
    const event = factEvent();
    const { release, answers } = await buildOnTop(fixture, event, event);
    release();
    const [first, second] = await receiptsOf(answers);
    expect(second).toMatchObject({ index: first?.index, leaf: first?.leaf, salt: first?.salt });
    expect(fixture.deps.store.entries).toHaveLength(1);
  });

  test('refuses other content under the id of an event below it', async () => {
    const fixture = await startFixture();
    const event = factEvent();
    const { release, answers } = await buildOnTop(fixture, event, { ...factEvent(), eventId: event.eventId });
    release();
    expect((await answers)[1]).toMatchObject({ reason: { code: 'AUDIT_EVENT_CONFLICT' } });
  });

  test('knows the intent of an outcome', async () => {
    const fixture = await startFixture();
    const prepared = preparedEvent();
    const { release, answers } = await buildOnTop(fixture, prepared, outcomeEvent(prepared.intentId));
    release();
    expect(leafOf((await receiptsOf(answers))[1] ?? { leaf: '{}' })).toMatchObject({ outcome: 'COMMITTED' });
  });

  test('is not sent, and not confirmed, when the one below it fails', async () => {
    const fixture = await startFixture();
    const who = somebody();
    const { release, answers } = await buildOnTop(fixture, factEvent(who), factEvent(who));
    fixture.deps.store.failNextCommit = 'before';
    release();
    expect(await answers).toMatchObject([{ reason: unavailable }, { reason: unavailable }]);
    expect(fixture.deps.store.entries).toEqual([]);
    expect(leafOf(await fixture.append(factEvent(who)))['tenant_seq']).toBe(1);
  });

  test('is not sent either when nobody knows whether the one below it was committed', async () => {
    const fixture = await startFixture();
    const who = somebody();
    const { release, answers } = await buildOnTop(fixture, factEvent(who), factEvent(who));
    fixture.deps.store.failNextCommit = 'after';
    release();
    expect(await answers).toMatchObject([{ reason: unavailable }, { reason: unavailable }]);
    expect(fixture.deps.store.entries).toHaveLength(1);
    expect(leafOf(await fixture.append(factEvent(who)))['tenant_seq']).toBe(2);
  });

  test('refuses nothing for the sake of an event below it that was not committed', async () => {
    const fixture = await startFixture();
    const event = factEvent();
    const other = { ...factEvent(), eventId: event.eventId };
    const { release, answers } = await buildOnTop(fixture, event, other);
    fixture.deps.store.failNextCommit = 'before';
    release();
    expect(await answers).toMatchObject([{ reason: unavailable }, { reason: unavailable }]);
    await expect(fixture.append(other)).resolves.toMatchObject({ index: 0 });
  });
});

test('[R-112] a crowd that comes at once is written in two halves, so that one commits while the other is built', async () => {
  const { append, deps } = await startFixture();
  await Promise.all(Array.from({ length: 100 }, () => append(factEvent())));
  expect(deps.store.batchSizes).toEqual([50, 50]);
});

/** The same process writes on, with nothing in its memory. */
async function forgetEverything({ append, deps }: SequencerFixture): Promise<void> {
  deps.store.failNextCommit = 'before';
  await expect(append(factEvent())).rejects.toMatchObject(unavailable);
}

describe('[R-112] an event that the writer does not know and the log does', () => {
  test('is looked up only once the database has refused it; nothing else is', async () => {
    const fixture = await startFixture();
    const [event, prepared] = [factEvent(), preparedEvent()];
    await Promise.all([fixture.append(event), fixture.append(prepared)]);
    await fixture.append(outcomeEvent(prepared.intentId));
    expect(fixture.deps.store.lookedUp).toEqual([]);
    await forgetEverything(fixture);
    await fixture.append(event);
    expect(fixture.deps.store.lookedUp).toEqual([event.eventId]);
  });

  test('has the receipt that it had, and those that came with it have theirs', async () => {
    const fixture = await startFixture();
    const [event, before, after] = [factEvent(), factEvent(), factEvent()];
    const first = await fixture.append(event);
    await forgetEverything(fixture);
    const [one, again, other] = await Promise.all([before, event, after].map((each) => fixture.append(each)));
    expect(again).toMatchObject({ index: 0, leaf: first.leaf, salt: first.salt });
    expect([one?.index, other?.index]).toEqual([1, 2]);
    const root = rootOf(fixture.deps.store.entries.map(({ leaf }) => leaf));
    for (const receipt of [one, again, other])
      expect(receipt && prove(receipt, fixture.key)).toMatchObject({ size: 3, root });
  });

  test('is refused with other content, alone', async () => {
    const fixture = await startFixture();
    const event = factEvent();
    await fixture.append(event);
    await forgetEverything(fixture);
    const [refused, taken] = await Promise.allSettled([
      fixture.append({ ...factEvent(), eventId: event.eventId }),
      fixture.append(factEvent()),
    ]);
    expect(refused).toMatchObject({ reason: { code: 'AUDIT_EVENT_CONFLICT' } });
    expect(taken).toMatchObject({ value: { index: 1 } });
  });

  test('is refused when it prepares an intent of another event', async () => {
    const fixture = await startFixture();
    const prepared = preparedEvent();
    await fixture.append(prepared);
    await forgetEverything(fixture);
    const other = { ...preparedEvent(), intentId: prepared.intentId };
    await expect(fixture.append(other)).rejects.toMatchObject({ code: 'AUDIT_EVENT_CONFLICT' });
    expect(fixture.deps.store.entries).toHaveLength(1);
  });

  test('takes what is built on top of its batch along: that is built again, after it', async () => {
    const fixture = await startFixture();
    const who = somebody();
    const event = factEvent(who);
    await fixture.append(event);
    await forgetEverything(fixture);
    const { release, answers } = await buildOnTop(fixture, event, factEvent(who));
    release();
    const [again, next] = await receiptsOf(answers);
    expect([again?.index, next?.index]).toEqual([0, 1]);
    expect([again, next].map((receipt) => leafOf(receipt ?? { leaf: '{}' })['tenant_seq'])).toEqual([1, 2]);
  });

  test('is never in the log twice, whatever is repeated and forgotten when', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), which: fc.array(fc.nat(11), { minLength: 1, maxLength: 6 }) }),
      fc.record({ kind: fc.constant('forget' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const fixture = await startFixture();
        const who = somebody();
        const events = Array.from({ length: 12 }, () => factEvent(who));
        const indexOf = new Map<string, number>();
        for (const one of steps) {
          if (one.kind === 'forget') {
            await forgetEverything(fixture);
            continue;
          }
          const chosen = one.which.flatMap((at) => events[at] ?? []);
          const receipts = await Promise.all(chosen.map((event) => fixture.append(event)));
          for (const { eventId, index } of receipts) {
            expect(indexOf.get(eventId) ?? index).toBe(index);
            indexOf.set(eventId, index);
          }
        }
        const stored = fixture.deps.store.entries;
        expect(stored.map(({ index, tenantSeq }) => [index, tenantSeq])).toEqual(stored.map((_, at) => [at, at + 1]));
        expect(new Map(stored.map(({ eventId, index }) => [eventId, index]))).toEqual(indexOf);
      }),
      { numRuns: 25 },
    );
  });
});
