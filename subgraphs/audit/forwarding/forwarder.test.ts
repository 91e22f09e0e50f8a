import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock } from '#platform/clock';
import { createForwarder } from './forwarder.ts';
import type { Forwarder, ForwardSource } from './forwarder.ts';

/** A log in memory that is forwarded to lines in memory. */
class World {
  readonly clock = createManualClock(1_790_000_000_000);
  readonly lines: string[] = [];
  readonly saves: number[] = [];
  position = 0;
  size = 0;
  isWriter = true;
  /** What a page of lines waits for before it is taken. */
  gate: Promise<void> = Promise.resolve();
  /** Pages that are taken before the process is killed. */
  pagesLeft = Number.POSITIVE_INFINITY;

  start(): Forwarder {
    const source: ForwardSource = {
      entries: async (from, limit) =>
        Array.from({ length: Math.max(0, Math.min(limit, this.size - from)) }, (_, at) => entry(from + at)),
      position: async () => this.position,
      savePosition: async (next) => {
        this.saves.push(next);
        this.position = Math.max(this.position, next);
      },
    };
    const output = {
      writeAll: async (lines: readonly string[]) => {
        await this.gate;
        this.pagesLeft -= 1;
        if (this.pagesLeft < 0) throw new Error('killed');
        this.lines.push(...lines);
      },
    };
    return createForwarder({ source, output, size: () => (this.isWriter ? this.size : undefined), clock: this.clock });
  }

  indexes(): number[] {
    return this.lines.map((line) => (JSON.parse(line) as { audit: { index: number } }).audit.index);
  }
}

function entry(index: number): { index: number; leaf: string } {
  const leaf = { action: 'case.case.create', outcome: 'COMMITTED', recorded_at: '2026-01-01T00:00:00.000Z' };
  return { index, leaf: JSON.stringify(leaf) };
}

const upTo = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

describe('[R-117] forwarding', () => {
  test('brings out every entry once and in order, and begins where it was left', async () => {
    const world = new World();
    world.size = 1_000;
    const forwarder = world.start();
    await forwarder.forward();
    world.size = 1_003;
    await forwarder.forward();
    await forwarder.forward();
    expect(world.indexes()).toEqual(upTo(1_003));
    world.size = 1_010;
    await world.start().forward();
    expect(world.indexes()).toEqual(upTo(1_010));
  });

  test('writes nothing down while nothing happens', async () => {
    const world = new World();
    world.size = 3;
    const forwarder = world.start();
    for (let round = 0; round < 5; round += 1) await forwarder.forward();
    expect(world.saves).toEqual([3]);
  });

  test('a reader that stops holds nothing but the forwarding, and what waits is known', async () => {
    const world = new World();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    world.gate = promise.then(() => undefined);
    world.size = 600;
    const forwarder = world.start();
    const forwarding = forwarder.forward();
    await Promise.resolve();
    world.size = 5_000;
    expect(world.lines).toEqual([]);
    resolve(undefined);
    await forwarding;
    expect(forwarder.waiting()).toBe(4_400);
    await forwarder.forward();
    expect(world.indexes()).toEqual(upTo(5_000));
    expect(forwarder.waiting()).toBe(0);
  });

  test('on standby nothing is forwarded; whoever writes the log then goes on', async () => {
    const world = new World();
    world.size = 10;
    const [first, second] = [world.start(), world.start()];
    await first.forward();
    world.isWriter = false;
    world.size = 20;
    await first.forward();
    expect(first.waiting()).toBeUndefined();
    expect(world.indexes()).toEqual(upTo(10));
    world.isWriter = true;
    await second.forward();
    // The first one writes again, later: it does not begin where it had been.
    world.size = 30;
    await second.forward();
    expect(world.indexes()).toEqual(upTo(30));
  });

  test('stopped, it takes no further page and writes down how far it came', async () => {
    const world = new World();
    world.size = 2_000;
    const forwarder = world.start();
    const forwarding = forwarder.forward();
    await forwarder.stop();
    await forwarding;
    expect(world.lines.length).toBeLessThan(2_000);
    expect(world.position).toBe(world.lines.length);
  });

  test('whatever is killed whenever: nothing is left out, and only what was not written down comes again', async () => {
    const step = fc.record({ grows: fc.nat(700), killedAfter: fc.option(fc.nat(3)), elapsedMs: fc.nat(2_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const world = new World();
        for (const { grows, killedAfter, elapsedMs } of steps) {
          world.size += grows;
          world.clock.advance(elapsedMs);
          world.pagesLeft = killedAfter ?? Number.POSITIVE_INFINITY;
          await world
            .start()
            .forward()
            .catch(() => undefined);
        }
        world.pagesLeft = Number.POSITIVE_INFINITY;
        await world.start().forward();
        const indexes = world.indexes();
        expect([...new Set(indexes)].sort((one, other) => one - other)).toEqual(upTo(world.size));
        const goesBack = indexes.filter((index, at) => at > 0 && index !== (indexes[at - 1] ?? 0) + 1);
        expect(goesBack.every((index) => world.saves.includes(index) || index === 0)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
