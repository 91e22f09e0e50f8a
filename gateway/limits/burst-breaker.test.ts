import { describe, expect, test } from '@jest/globals';
import { REFUSAL_WEIGHT, createBurstBreaker } from './burst-breaker.ts';

const LIMITS = { requests: 3, windowMs: 1_000, blockMs: 5_000 };

function breaker(maxNetworks?: number) {
  let now = 1_000_000;
  const blocks: string[] = [];
  const burst = createBurstBreaker({
    limits: LIMITS,
    clock: { now: () => now },
    onBlock: (network) => void blocks.push(network),
    ...(maxNetworks === undefined ? {} : { maxNetworks }),
  });
  return {
    blocks,
    burst,
    /** Sends some requests. @returns for how long the last one is refused */
    send: (network: string, count = 1): number =>
      Array.from({ length: count }, () => burst.take(network)).at(-1) ?? Number.NaN,
    pass: (ms: number): void => {
      now += ms;
    },
  };
}

describe('[R-053] the breaker for bursts', () => {
  test('lets the limit pass and refuses one more, for a while, and says so once', () => {
    const { send, pass, blocks, burst } = breaker();
    expect(send('a', 3)).toBe(0);
    expect(send('a')).toBe(5_000);
    pass(2_000);
    expect(send('a')).toBe(3_000);
    expect(blocks).toEqual(['a']);
    expect(burst.blocked()).toBe(1);
  });

  test('another sender is not refused', () => {
    const { send } = breaker();
    send('a', 10);
    expect(send('b', 3)).toBe(0);
  });

  test('recovers by itself, with a whole window, whatever was sent meanwhile', () => {
    const { send, pass, burst } = breaker();
    send('a', 4);
    pass(4_999);
    expect(send('a', 100)).toBe(1);
    pass(1);
    expect(burst.blocked()).toBe(0);
    expect(send('a', 3)).toBe(0);
    expect(send('a')).toBe(5_000);
  });

  test('a window that is over counts nothing', () => {
    const { send, pass } = breaker();
    for (let round = 0; round < 5; round += 1) {
      expect(send('a', 3)).toBe(0);
      pass(1_000);
    }
  });

  test('a refused request counts many times', () => {
    const { burst, blocks } = breaker();
    burst.take('a');
    burst.countRefusal('a');
    expect(1 + REFUSAL_WEIGHT).toBeGreaterThan(LIMITS.requests);
    expect(burst.take('a')).toBe(5_000);
    burst.countRefusal('a');
    expect([burst.take('a'), blocks]).toEqual([5_000, ['a']]);
  });

  test('[R-052] a flood of addresses frees nobody who is refused or counted', () => {
    const { send } = breaker(2);
    send('a', 4);
    send('b', 2);
    for (let index = 0; index < 20; index += 1) send(`flood-${String(index)}`);
    expect(send('a')).toBe(5_000);
    expect(send('b', 2)).toBe(5_000);
  });

  test('newcomers for whom there is no room share one count, ten times as high', () => {
    const { send, blocks } = breaker(1);
    send('a');
    for (let index = 0; index < 30; index += 1) expect(send(`n${String(index)}`)).toBe(0);
    expect(send('last')).toBe(5_000);
    expect(blocks).toEqual(['newcomers']);
  });

  test('counts that mean nothing any more make room', () => {
    const { send, pass, blocks } = breaker(2);
    send('a');
    send('b', 4);
    pass(1_000);
    expect(send('c', 4)).toBe(5_000);
    expect(blocks).toEqual(['b', 'c']);
    expect(send('b')).toBe(4_000);
  });
});
