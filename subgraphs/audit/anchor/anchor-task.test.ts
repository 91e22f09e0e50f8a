import { beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createMetrics } from '#platform/metrics';
import { EMPTY_ROOT, openNote } from '#platform/tlog';
import { createCapturingLogger } from '../testing/capturing-logger.ts';
import { createGrownTree } from '../testing/grown-tree.ts';
import { createMemorySeries } from '../testing/memory-anchors.ts';
import { createMemoryWitness } from '../testing/memory-witness.ts';
import { createAnchorArchive } from './anchor-archive.ts';
import { createAnchorTask } from './anchor-task.ts';
import { createHistoryGuard } from './history-guard.ts';
import { createWitness } from './witness.ts';
import type { GrownTree } from '../testing/grown-tree.ts';
import type { AnchorTask } from './anchor-task.ts';
import type { PublicNote } from './published-checkpoint.ts';

const START_MS = 1_790_000_000_000;

/** The parts around one task. */
function createWorld(tree: GrownTree = createGrownTree()) {
  const clock = createManualClock(START_MS);
  const series = createMemorySeries();
  const memoryWitness = createMemoryWitness(tree.signer.verifier, EMPTY_ROOT);
  const { logger, lines } = createCapturingLogger();
  const guard = createHistoryGuard(logger);
  const cosigned: PublicNote[] = [];
  const state = { isWriter: true, committed: (): GrownTree => tree };
  const task = createAnchorTask({
    log: { checkpoint: () => tree.checkpoint(), isWriter: () => state.isWriter },
    readHead: async () => state.committed().checkpoint(),
    readNodes: tree.readNodes,
    archive: createAnchorArchive({ series, log: tree.signer.verifier }),
    witness: createWitness({ client: memoryWitness, signer: tree.signer, readNodes: tree.readNodes }),
    onCosigned: async (checkpoint) => {
      cosigned.push(checkpoint);
    },
    guard,
    clock,
    logger,
    metrics: createMetrics('audit'),
  });
  return { tree, clock, series, memoryWitness, lines, guard, cosigned, state, task };
}

let world: ReturnType<typeof createWorld>;
let tree: GrownTree;
let task: AnchorTask;
beforeEach(() => {
  world = createWorld();
  ({ tree, task } = world);
});

const anchors = (): number[] => [...world.series.items.keys()];
const errors = (): unknown[] => world.lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);

describe('[R-113] when', () => {
  test('an empty log is not anchored, the first entries at once', async () => {
    await task.tick();
    expect(anchors()).toEqual([]);
    tree.grow(3);
    await task.tick();
    expect(anchors()).toEqual([3]);
    expect([task.anchoredSize(), task.anchoredAtMs()]).toEqual([3, START_MS]);
  });

  test('once a minute, also when nothing was added: the witness signs anew', async () => {
    tree.grow(3);
    await task.tick();
    tree.grow(1);
    world.clock.advance(59_999);
    await task.tick();
    expect(anchors()).toEqual([3]);
    world.clock.advance(1);
    await task.tick();
    expect(anchors()).toEqual([3, 4]);
    world.clock.advance(60_000);
    await task.tick();
    expect(anchors()).toEqual([3, 4]);
    expect(world.cosigned.map(({ size }) => size)).toEqual([3, 4, 4]);
    expect(task.anchoredAtMs()).toBe(START_MS + 120_000);
  });

  test('sooner after 10,000 entries', async () => {
    tree.grow(1);
    await task.tick();
    tree.grow(9_999);
    await task.tick();
    expect(anchors()).toEqual([1]);
    tree.grow(1);
    await task.tick();
    expect(anchors()).toEqual([1, 10_001]);
  });

  test('when the process ends, what is not anchored yet', async () => {
    tree.grow(2);
    await task.tick();
    await task.finish();
    expect(world.cosigned).toHaveLength(1);
    tree.grow(1);
    await task.finish();
    expect(anchors()).toEqual([2, 3]);
  });

  test('not by an instance that stands by', async () => {
    world.state.isWriter = false;
    tree.grow(2);
    await task.tick();
    await task.finish();
    expect([anchors(), world.memoryWitness.asked]).toEqual([[], 0]);
  });
});

describe('[R-113] what', () => {
  test('the anchor is the cosigned note: both signatures are in it', async () => {
    tree.grow(5);
    await task.tick();
    const note = world.series.items.get(5) ?? Buffer.alloc(0);
    const verifiers = [tree.signer.verifier, world.memoryWitness.verifier];
    expect(openNote(note, verifiers).verifiedBy).toEqual(verifiers);
    expect(world.cosigned[0]?.note).toEqual(note);
  });

  test('without the witness it is the log’s own, and the witness is asked again in five seconds', async () => {
    tree.grow(5);
    world.memoryWitness.isAway = true;
    await task.tick();
    expect(openNote(world.series.items.get(5) ?? Buffer.alloc(0), [tree.signer.verifier]).verifiedBy).toHaveLength(1);
    world.memoryWitness.isAway = false;
    tree.grow(1);
    world.clock.advance(4_999);
    await task.tick();
    expect(world.cosigned).toEqual([]);
    world.clock.advance(1);
    await task.tick();
    expect(world.cosigned.map(({ size }) => size)).toEqual([6]);
  });

  test('without the archive the witness still cosigns, and the archive is tried again', async () => {
    tree.grow(5);
    world.series.isAway = true;
    await task.tick();
    expect([world.cosigned.length, anchors()]).toEqual([1, []]);
    world.series.isAway = false;
    world.clock.advance(5_000);
    await task.tick();
    expect(anchors()).toEqual([5]);
  });
});

describe('[R-114] no anchor', () => {
  test('for five minutes is an error in the log, and again after as long', async () => {
    tree.grow(5);
    world.series.isAway = true;
    const passMinutes = async (minutes: number): Promise<void> => {
      for (let at = 0; at < minutes * 60; at += 1) {
        world.clock.advance(1_000);
        await task.tick();
      }
    };
    await passMinutes(5);
    expect(errors()).toEqual([]);
    await passMinutes(1);
    expect(errors()).toEqual(['no checkpoint was anchored for five minutes']);
    await passMinutes(5);
    expect(errors()).toHaveLength(2);
    world.series.isAway = false;
    await passMinutes(20);
    expect(errors()).toHaveLength(2);
    expect(world.guard.isRefused()).toBe(false);
  });
});

describe('[R-112] what is outside contradicts the log', () => {
  /** The same log, further on. */
  function ahead(): GrownTree {
    const other = tree.copy();
    other.grow(2);
    return other;
  }
  /** Another log under the same key. */
  function forked(): GrownTree {
    const other = tree.copy();
    other.grow(4, 'fork');
    return other;
  }
  beforeEach(() => {
    tree.grow(6);
  });

  test('an anchor ahead of the log', async () => {
    const { size, note } = ahead().checkpoint();
    world.series.items.set(size, note);
    await task.tick();
    expect(world.guard.isRefused()).toBe(true);
    expect(world.lines.at(-1)).toMatchObject({
      level: 'fatal',
      err: { message: 'an anchor is ahead of the log: it knows 8 entries, the log has 6' },
    });
    expect(() => {
      world.guard.require();
    }).toThrow(expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' }));
  });

  test('an anchor of another history, of the same size and of a smaller one', async () => {
    for (const own of [4, 0]) {
      const fork = forked();
      world = createWorld(tree.copy());
      world.tree.grow(own);
      world.series.items.set(fork.size, fork.checkpoint().note);
      await world.task.tick();
      // A log that is smaller than the fork is behind it besides.
      expect(world.guard.isRefused()).toBe(true);
    }
    const fork = forked();
    world = createWorld(tree.copy());
    world.tree.grow(40);
    world.series.items.set(fork.size, fork.checkpoint().note);
    await world.task.tick();
    expect(world.guard.isRefused()).toBe(true);
    expect([...world.series.items.keys()]).toEqual([fork.size]);
  });

  test('an anchor that is no checkpoint of this log', async () => {
    const stranger = createGrownTree();
    stranger.grow(3);
    for (const note of [Buffer.from('nothing'), stranger.checkpoint().note, tree.checkpoint().note]) {
      world = createWorld(tree.copy());
      world.series.items.set(3, note);
      await world.task.tick();
      expect(world.guard.isRefused()).toBe(true);
    }
  });

  test('a witness ahead of the log, and one of another history', async () => {
    for (const other of [ahead(), forked()]) {
      world = createWorld(tree.copy());
      world.memoryWitness.recorded = other.checkpoint();
      await world.task.tick();
      expect(world.guard.isRefused()).toBe(true);
    }
    const fork = forked();
    world = createWorld(tree.copy());
    world.tree.grow(4);
    world.memoryWitness.recorded = fork.checkpoint();
    await world.task.tick();
    expect(world.guard.isRefused()).toBe(true);
  });

  test('but not when it is this process that is behind what is committed', async () => {
    const committed = ahead();
    world.state.committed = () => committed;
    world.series.items.set(committed.size, committed.checkpoint().note);
    world.memoryWitness.recorded = committed.checkpoint();
    await task.tick();
    expect(world.guard.isRefused()).toBe(false);
    tree.grow(3);
    world.clock.advance(5_000);
    await task.tick();
    expect(world.guard.isRefused()).toBe(false);
    expect(anchors()).toEqual([8, 9]);
  });

  test('after which nothing is anchored or cosigned any more', async () => {
    world.memoryWitness.recorded = forked().checkpoint();
    await task.tick();
    const asked = world.memoryWitness.asked;
    tree.grow(20_000);
    world.clock.advance(600_000);
    await task.tick();
    await task.finish();
    expect(world.memoryWitness.asked).toBe(asked);
  });
});
