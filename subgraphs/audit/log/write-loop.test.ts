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
