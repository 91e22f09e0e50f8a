import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { createNodeCache } from './node-cache.ts';
import type { NodeCoordinates, TreeNode } from '#platform/tlog';

/** What a node's hash says here: where it stands. */
function hashOf({ level, index }: NodeCoordinates): Buffer {
  return Buffer.from(`${String(level)}/${String(index)}`);
}

function nodeAt(level: number, index: number): TreeNode {
  return { level, index, hash: hashOf({ level, index }) };
}

test('what was added is not read; what was not is read once', async () => {
  const asked: NodeCoordinates[] = [];
  const cache = createNodeCache(async (coordinates) => {
    asked.push(...coordinates);
    return coordinates.map(hashOf);
  });
  cache.add([nodeAt(0, 7), nodeAt(0, 8), nodeAt(3, 0)]);
  const wanted = [nodeAt(0, 8), nodeAt(3, 0), nodeAt(0, 6), nodeAt(0, 7)];
  for (let turn = 0; turn < 2; turn += 1) expect(await cache.read(wanted)).toEqual(wanted.map(hashOf));
  expect(asked).toMatchObject([{ level: 0, index: 6 }]);
});

test('a node is never taken for another one, in a tree that outgrows the memory and is written by others at times', async () => {
  const steps = fc.array(fc.record({ skip: fc.nat(300), count: fc.integer({ min: 1, max: 100 }) }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 6, max: 20 }), async (stretches, level) => {
      const cache = createNodeCache(async (coordinates) => coordinates.map(hashOf));
      let end = 0;
      for (const { skip, count } of stretches) {
        const from = end + skip;
        end = from + count;
        cache.add(Array.from({ length: count }, (_, at) => nodeAt(level, from + at)));
      }
      const all = Array.from({ length: end }, (_, index) => ({ level, index }));
      expect((await cache.read(all)).map(String)).toEqual(all.map((at) => String(hashOf(at))));
    }),
    { numRuns: 15 },
  );
});
