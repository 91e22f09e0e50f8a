import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { until } from '../../../tests/support/until.ts';
import { factEvent } from '../testing/events.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { prove, rootOf, startFixture } from '../testing/sequencer-fixture.ts';
import type { SequencerFixture } from '../testing/sequencer-fixture.ts';

const unavailable = { code: 'AUDIT_UNAVAILABLE', status: 503 };
const standby = { code: 'AUDIT_STANDBY', status: 503 };

/** Sizes that were signed, in order. */
function sizesOf({ signed }: SequencerFixture): string[] {
  return signed.map((note) => note.split('\n')[1] ?? '');
}

describe('[R-112] of two processes on one log', () => {
  test('the second stands by: it takes nothing and signs nothing, and is sound', async () => {
    const writer = await startFixture();
    const other = await startFixture(writer.deps.store, writer.key);
    expect([writer.sequencer.isWriter(), other.sequencer.isWriter()]).toEqual([true, false]);
    await expect(other.append(factEvent())).rejects.toMatchObject(standby);
    await expect(other.sequencer.appendEach({ events: [factEvent()], service: 'case' })).rejects.toMatchObject(standby);
    await expect(other.sequencer.check()).resolves.toBeUndefined();
    expect(other.signed).toEqual([]);
    await writer.append(factEvent());
  });

  test('the second serves the checkpoint that the first has signed, once it was kept', async () => {
    const writer = await startFixture();
    await writer.append(factEvent());
    await writer.append(factEvent());
    const other = await startFixture(writer.deps.store, writer.key);
    await until(() => {
      try {
        return other.sequencer.checkpoint().size === 2;
      } catch {
        return false;
      }
    });
    expect(other.sequencer.checkpoint()).toMatchObject({ note: writer.sequencer.checkpoint().note });
    expect(other.signed).toEqual([]);
  });

  test('the second takes over when the first leaves, and goes on behind its last entry', async () => {
    const writer = await startFixture();
    const other = await startFixture(writer.deps.store, writer.key);
    await writer.append(factEvent());
    await writer.sequencer.close();
    await until(() => other.sequencer.isWriter());
    expect(prove(await other.append(factEvent()), other.deps.signer)).toMatchObject({ index: 1, size: 2 });
    const { root } = other.sequencer.checkpoint();
    expect(root).toEqual(rootOf(other.deps.store.entries.map(({ leaf }) => leaf)));
  });
});

describe('[R-112] a writer that was replaced without knowing it', () => {
  async function replaced(): Promise<{ old: SequencerFixture; heir: SequencerFixture }> {
    const old = await startFixture();
    await old.append(factEvent());
    old.deps.store.forgetWriter();
    const heir = await startFixture(old.deps.store, old.key);
    return { old, heir };
  }

  test('writes nothing, signs nothing, answers nobody, and stands by', async () => {
    const { old, heir } = await replaced();
    await heir.append(factEvent());
    const release = old.deps.store.holdCommits();
    const waiting = Array.from({ length: 600 }, () => old.append(factEvent()));
    release();
    const results = await Promise.allSettled(waiting);
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    await expect(old.append(factEvent())).rejects.toMatchObject(standby);
    await expect(old.sequencer.check()).resolves.toBeUndefined();
    expect(sizesOf(old)).toEqual(['0', '1']);
    await expect(heir.append(factEvent())).resolves.toMatchObject({ index: 2 });
  });

  test('finds it out even before the new one has written anything', async () => {
    const { old, heir } = await replaced();
    await expect(old.append(factEvent())).rejects.toMatchObject(unavailable);
    await expect(old.append(factEvent())).rejects.toMatchObject(standby);
    expect(heir.deps.store.entries).toHaveLength(1);
  });

  test('takes the log back when the new one leaves', async () => {
    const { old, heir } = await replaced();
    await expect(old.append(factEvent())).rejects.toMatchObject(unavailable);
    await heir.append(factEvent());
    await heir.sequencer.close();
    await until(() => old.sequencer.isWriter());
    await expect(old.append(factEvent())).resolves.toMatchObject({ index: 2 });
    expect(sizesOf(old)).toEqual(['0', '1', '2', '3']);
  });
});

describe('[R-112] what a process signed', () => {
  test('is not taken back: it goes on from no log with another history, and lets nobody else', async () => {
    const old = await startFixture();
    for (let count = 0; count < 3; count += 1) await old.append(factEvent());
    const elsewhere = await startFixture(createMemoryStore(), old.key);
    for (let count = 0; count < 5; count += 1) await elsewhere.append(factEvent());
    // As when the database is exchanged behind the service.
    const { store } = old.deps;
    const stored = elsewhere.deps.store;
    Object.assign(store, { readNodes: stored.readNodes, head: { ...stored.head, epoch: 7 } });
    await expect(old.append(factEvent())).rejects.toMatchObject(unavailable);
    await expect(old.sequencer.check()).rejects.toThrow('another history');
    const other = await startFixture(store, old.key);
    await expect(other.append(factEvent())).rejects.toMatchObject(standby);
  });
});

describe('before a tenure begins, the head is held against what is known outside', () => {
  test('a log that is behind is not signed, and the service does not start', async () => {
    const examine = (): Promise<void> => Promise.reject(new Error('a witness has seen more'));
    await expect(startFixture(createMemoryStore(), undefined, examine)).rejects.toThrow('a witness has seen more');
  });

  test('as long as that cannot be found out, nothing is signed and another one may try', async () => {
    let known = false;
    const examine = async (): Promise<void> => {
      if (!known) throw new AppError('SERVICE_UNAVAILABLE');
    };
    const store = createMemoryStore();
    const writer = await startFixture(store);
    const other = await startFixture(store, writer.key, examine);
    await writer.sequencer.close();
    await until(async () => (await codeOf(other.append(factEvent()))) === unavailable.code);
    expect(other.signed).toEqual([]);
    known = true;
    await expect(other.append(factEvent())).resolves.toMatchObject({ index: 0 });
  });
});

async function codeOf(append: Promise<unknown>): Promise<unknown> {
  return append.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
}
