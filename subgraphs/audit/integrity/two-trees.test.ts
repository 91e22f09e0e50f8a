import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendLeaf, emptyFrontier, frontierRoot, leafHash } from '#platform/tlog';
import { nodeKey, nodesCompletedIn } from './integrity-source.ts';
import { EMPTY_TREES, grow, hasRoot, isOneTree } from './two-trees.ts';

const SIZES = fc.integer({ min: 1, max: 80 });
const hashOf = (text: string): Buffer => leafHash(Buffer.from(text));

/** Root and nodes of the log of `size` entries as it was signed. */
function signed(size: number): { readonly root: Buffer; readonly nodes: Map<string, Buffer> } {
  let frontier = emptyFrontier();
  const nodes = new Map<string, Buffer>();
  for (let index = 0; index < size; index += 1) {
    const step = appendLeaf(frontier, hashOf(String(index)));
    frontier = step.frontier;
    for (const node of step.newNodes) nodes.set(nodeKey(node), node.hash);
  }
  return { root: frontierRoot(frontier), nodes };
}

/** Grows both trees. @returns whether the root is there, and each node that is not one of theirs */
function look(
  size: number,
  entry: (index: number) => Buffer | undefined,
  stored: (index: number) => Buffer | undefined,
): { readonly fits: boolean; readonly isOne: boolean; readonly wrong: readonly string[] } {
  const { root, nodes } = signed(size);
  let trees = EMPTY_TREES;
  const wrong: string[] = [];
  for (let index = 0; index < size; index += 1) {
    const step = grow(trees, entry(index), stored(index));
    trees = step.trees;
    for (const node of step.nodes) {
      const known = nodes.get(nodeKey(node));
      if (known === undefined || !node.hashes.some((hash) => hash.equals(known))) wrong.push(nodeKey(node));
    }
  }
  return { fits: hasRoot(trees, root), isOne: isOneTree(trees), wrong };
}

const right = (index: number): Buffer => hashOf(String(index));
const sizeAndIndex = SIZES.chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

describe('[R-114] the tree of the entries and the tree of their stored hashes', () => {
  test('are one, with the root that was signed, as long as nothing is wrong', () => {
    fc.assert(
      fc.property(SIZES, (size) => {
        expect(look(size, right, right)).toEqual({ fits: true, isOne: true, wrong: [] });
      }),
    );
  });

  test.each([undefined, hashOf('another')])(
    'let one changed or missing entry, or hash, spoil only one of them (%#)',
    (other) => {
      fc.assert(
        fc.property(sizeAndIndex, ([size, at]) => {
          const changed = (index: number): Buffer | undefined => (index === at ? other : right(index));
          for (const seen of [look(size, changed, right), look(size, right, changed)]) {
            expect([seen.fits, seen.wrong]).toEqual([true, []]);
          }
        }),
      );
    },
  );

  test('show an entry that was changed together with its hash', () => {
    fc.assert(
      fc.property(sizeAndIndex, ([size, at]) => {
        const changed = (index: number): Buffer => (index === at ? hashOf('another') : right(index));
        const seen = look(size, changed, changed);
        expect(seen.fits).toBe(false);
        expect(seen.wrong).toContain(nodeKey({ level: 0, index: at }));
      }),
    );
  });
});

test('[R-114] the nodes that are complete with a range are those that come into being with its entries', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 300 }), (start, width) => {
      const before = signed(start).nodes;
      const expected = new Set([...signed(start + width).nodes.keys()].filter((key) => !before.has(key)));
      const named = nodesCompletedIn(start, start + width).flatMap(({ level, low, high }) =>
        Array.from({ length: high - low }, (_, at) => nodeKey({ level, index: low + at })),
      );
      expect(new Set(named)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
