import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SharedState } from '../shared-state.ts';

/** One fresh, empty state and the means to let time pass for it. */
export interface SharedStateHarness {
  readonly state: SharedState;
  /** Makes every lifetime shorter by `seconds`, without waiting. */
  elapse(seconds: number): Promise<void>;
  dispose(): Promise<void>;
}

/** What every implementation of `SharedState` promises. */
export function describeSharedStateContract(name: string, open: () => Promise<SharedStateHarness>): void {
  let harness: SharedStateHarness;
  let state: SharedState;

  beforeEach(async () => {
    harness = await open();
    state = harness.state;
  });
  afterEach(() => harness.dispose());

  describe(`${name}: claims`, () => {
    test('exactly one of many simultaneous claims succeeds', async () => {
      const claims = await Promise.all(Array.from({ length: 50 }, () => state.setIfAbsent('n', 60)));
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    test('a claim holds for its lifetime and no longer, and later claims do not prolong it', async () => {
      await state.setIfAbsent('n', 60);
      await harness.elapse(59);
      expect(await state.setIfAbsent('n', 60)).toBe(false);
      await harness.elapse(1);
      expect(await state.setIfAbsent('n', 60)).toBe(true);
    });
  });

  describe(`${name}: counters`, () => {
    test('simultaneous additions are all counted', async () => {
      const counts = await Promise.all(Array.from({ length: 50 }, () => state.increment('c', 60)));
      expect([...counts].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    });

    test('more than one can be added at once', async () => {
      expect(await state.increment('c', 60, 40)).toBe(40);
      expect(await state.increment('c', 60, 2)).toBe(42);
      expect(await state.get('c')).toBe('42');
    });

    test('the lifetime starts with the first addition and is not prolonged', async () => {
      await state.increment('c', 60);
      await harness.elapse(59);
      expect(await state.increment('c', 60)).toBe(2);
      await harness.elapse(1);
      expect(await state.increment('c', 60)).toBe(1);
    });

    test('what is not a counter is not counted', async () => {
      await state.set('c', 'text', 60);
      await expect(state.increment('c', 60)).rejects.toThrow();
      expect(await state.get('c')).toBe('text');
    });
  });

  describe(`${name}: token buckets`, () => {
    const bucket = (key: string, amount: number) => ({ key, capacity: 10, refillSeconds: 1_000, amount });

    test('of many simultaneous takers as many succeed as there are tokens', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => state.takeTokens([bucket('b', 1)])));
      expect(answers.filter(({ taken }) => taken)).toHaveLength(10);
    });

    test('tokens are taken from all buckets or from none', async () => {
      await state.takeTokens([bucket('a', 8)]);
      const refused = await state.takeTokens([bucket('b', 5), bucket('a', 5)]);
      expect(refused.taken).toBe(false);
      expect(refused.remaining.map(Math.round)).toEqual([10, 2]);
      const taken = await state.takeTokens([bucket('b', 10), bucket('a', 2)]);
      expect(taken.taken).toBe(true);
      expect(taken.remaining.map(Math.round)).toEqual([0, 0]);
    });

    test('more than a bucket can hold is never there', async () => {
      expect((await state.takeTokens([bucket('b', 11)])).taken).toBe(false);
    });

    test('what is returned can be taken again, up to a full bucket', async () => {
      await state.takeTokens([bucket('b', 10)]);
      await state.returnTokens([bucket('b', 4)]);
      expect((await state.takeTokens([bucket('b', 5)])).taken).toBe(false);
      expect((await state.takeTokens([bucket('b', 4)])).taken).toBe(true);
      await state.returnTokens([bucket('b', 1_000)]);
      expect((await state.takeTokens([bucket('b', 10)])).taken).toBe(true);
    });

    test('a negative return takes more than there is, and no more than one bucket', async () => {
      await state.returnTokens([bucket('b', -1_000)]);
      const { taken, remaining } = await state.takeTokens([bucket('b', 1)]);
      expect(taken).toBe(false);
      expect(remaining.map(Math.round)).toEqual([-10]);
      await state.returnTokens([bucket('b', 11)]);
      expect((await state.takeTokens([bucket('b', 1)])).taken).toBe(true);
    });

    test('an empty bucket is forgotten once it would be full again', async () => {
      await state.takeTokens([bucket('b', 10)]);
      await harness.elapse(1_001);
      expect((await state.takeTokens([bucket('b', 10)])).taken).toBe(true);
    });

    test.each([
      ['a capacity', { capacity: 0 }],
      ['a time to refill', { refillSeconds: Number.NaN }],
      ['an amount', { amount: -1 }],
    ])('%s that makes no sense is refused', async (_what, change) => {
      await expect(state.takeTokens([{ ...bucket('b', 1), ...change }])).rejects.toThrow(RangeError);
    });
  });

  describe(`${name}: values`, () => {
    test('a value is read back until its lifetime ends', async () => {
      await state.set('k', 'ä\u0000\n', 0.5);
      expect(await state.get('k')).toBe('ä\u0000\n');
      await harness.elapse(0.5);
      expect(await state.get('k')).toBeUndefined();
    });

    test('setting again replaces the value and starts a new lifetime', async () => {
      await state.set('k', 'a', 10);
      await harness.elapse(9);
      await state.set('k', '', 10);
      await harness.elapse(9);
      expect(await state.get('k')).toBe('');
    });

    test('a deleted value is gone, and deleting nothing is fine', async () => {
      await state.set('k', 'a', 10);
      await state.delete('k');
      await state.delete('k');
      expect(await state.get('k')).toBeUndefined();
      expect(await state.setIfAbsent('k', 10)).toBe(true);
    });

    test.each([0, -1, Number.NaN, Infinity, 32 * 24 * 3600])(
      'a lifetime of %p seconds is refused',
      async (ttlSeconds) => {
        await expect(state.set('k', 'a', ttlSeconds)).rejects.toThrow(RangeError);
        await expect(state.setIfAbsent('k', ttlSeconds)).rejects.toThrow(RangeError);
        await expect(state.increment('k', ttlSeconds)).rejects.toThrow(RangeError);
      },
    );

    test('empty and oversized keys, oversized values and odd increments are refused', async () => {
      await expect(state.get('')).rejects.toThrow(RangeError);
      await expect(state.get('k'.repeat(513))).rejects.toThrow(RangeError);
      await expect(state.set('k', 'x'.repeat(262_145), 10)).rejects.toThrow(RangeError);
      await expect(state.publish('k', 'x'.repeat(262_145))).rejects.toThrow(RangeError);
      await expect(state.increment('k', 10, 0)).rejects.toThrow(RangeError);
      await expect(state.increment('k', 10, 1.5)).rejects.toThrow(RangeError);
    });
  });

  describe(`${name}: messages`, () => {
    test('every handler of the channel gets every message in order, others get none', async () => {
      const first = collector();
      const second = collector();
      const other = collector();
      await state.subscribe('revoked', first.handler);
      await state.subscribe('revoked', second.handler);
      await state.subscribe('other', other.handler);
      await state.publish('revoked', 's1');
      await state.publish('revoked', 's2');
      await state.publish('other', 'end');
      expect(await first.next(2)).toEqual(['s1', 's2']);
      expect(await second.next(2)).toEqual(['s1', 's2']);
      expect(await other.next(1)).toEqual(['end']);
    });

    test('a handler that throws does not keep the message from the next one', async () => {
      const healthy = collector();
      await state.subscribe('revoked', () => {
        throw new Error('broken');
      });
      await state.subscribe('revoked', healthy.handler);
      await state.publish('revoked', 's1');
      expect(await healthy.next(1)).toEqual(['s1']);
    });

    test('an ended subscription gets nothing more, and others of its channel go on', async () => {
      const ended = collector();
      const staying = collector();
      const unsubscribe = await state.subscribe('revoked', ended.handler);
      await state.subscribe('revoked', ended.handler).then((again) => again());
      await state.subscribe('revoked', staying.handler);
      await state.publish('revoked', 's1');
      expect(await ended.next(1)).toEqual(['s1']);
      await unsubscribe();
      await unsubscribe();
      await state.publish('revoked', 's2');
      expect(await staying.next(2)).toEqual(['s1', 's2']);
      expect(ended.received).toEqual(['s1']);
    });

    test('a channel can be left and joined again', async () => {
      await (
        await state.subscribe('revoked', collector().handler)
      )();
      const again = collector();
      await state.subscribe('revoked', again.handler);
      await state.publish('revoked', 's1');
      expect(await again.next(1)).toEqual(['s1']);
    });
  });

  describe(`${name}: life`, () => {
    test('an open state answers a ping', async () => {
      await expect(state.ping()).resolves.toBeUndefined();
    });

    test('after close everything rejects, and closing again is fine', async () => {
      await state.subscribe('revoked', () => undefined);
      await state.close();
      await state.close();
      await expect(state.ping()).rejects.toThrow();
      await expect(state.get('k')).rejects.toThrow();
      await expect(state.setIfAbsent('k', 1)).rejects.toThrow();
      await expect(state.increment('k', 1)).rejects.toThrow();
      await expect(state.publish('revoked', 's1')).rejects.toThrow();
      await expect(state.subscribe('revoked', () => undefined)).rejects.toThrow();
    });
  });
}

/** Collects messages and lets a test wait for the n-th without a clock. */
function collector() {
  const received: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    received,
    handler(message: string): void {
      received.push(message);
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    },
    async next(count: number): Promise<string[]> {
      if (received.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return received.slice(0, count);
    },
  };
}
