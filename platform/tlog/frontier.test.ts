import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendLeaf, emptyFrontier, frontierRoot, parseFrontier, serialiseFrontier } from './frontier.ts';
import { EMPTY_ROOT, leafHash } from './hashing.ts';
import { numberedLeaves, referenceRoot, sparseTree } from './testing/reference-tree.ts';
import { refusal } from './testing/keys.ts';
import type { Frontier, TreeNode } from './frontier.ts';

function grow(leaves: readonly Buffer[]): { frontier: Frontier; nodes: TreeNode[] } {
  let frontier = emptyFrontier();
  const nodes: TreeNode[] = [];
  for (const leaf of leaves) {
    const step = appendLeaf(frontier, leaf);
    frontier = step.frontier;
    nodes.push(...step.newNodes);
  }
  return { frontier, nodes };
}

/** Leaves and roots of the RFC 6962 test tree, sizes 1 to 8. */
const RFC_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const RFC_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('frontier', () => {
  test('[R-112] the RFC 6962 test tree has the published root at every size', () => {
    const leaves = RFC_LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')));
    const roots = leaves.map((_, at) => frontierRoot(grow(leaves.slice(0, at + 1)).frontier).toString('hex'));
    expect(roots).toEqual(RFC_ROOTS);
    expect(frontierRoot(emptyFrontier())).toEqual(EMPTY_ROOT);
  });

  test('the root equals the recursive definition at every size to 130', () => {
    const leaves = numberedLeaves(130);
    let frontier = emptyFrontier();
    leaves.forEach((leaf, at) => {
      frontier = appendLeaf(frontier, leaf).frontier;
      expect(frontierRoot(frontier)).toEqual(referenceRoot(leaves.slice(0, at + 1)));
    });
  });

  test('every complete node comes out once, with its coordinates and hash', () => {
    const leaves = numberedLeaves(77);
    const { nodes } = grow(leaves);
    const expected = [0, 1, 2, 3, 4, 5, 6].flatMap((level) =>
      Array.from({ length: Math.floor(77 / 2 ** level) }, (_, index) => `${level}/${index}`),
    );
    expect(nodes.map(({ level, index }) => `${level}/${index}`).sort()).toEqual(expected.sort());
    for (const { level, index, hash } of nodes) {
      expect(hash).toEqual(referenceRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
    }
  });

  test('appending leaves the old frontier as it was, so a failed batch is undone by forgetting', () => {
    const { frontier } = grow(numberedLeaves(7));
    const before = serialiseFrontier(frontier);
    appendLeaf(frontier, leafHash(Buffer.from('never committed')));
    expect(serialiseFrontier(frontier)).toEqual(before);
  });

  test('beyond 2^31 and 2^32 the nodes and the root are right', () => {
    const filler = sparseTree(new Map());
    for (const size of [2 ** 31 - 1, 2 ** 32 - 1, 2 ** 40 + 2 ** 33 + 5, 2 ** 52 - 1]) {
      const special = leafHash(Buffer.from(`at ${size}`));
      const tree = sparseTree(new Map([[size, special]]));
      const levels = Array.from({ length: 53 }, (_, at) => 52 - at).filter(
        (level) => Math.floor(size / 2 ** level) % 2 === 1,
      );
      const start: Frontier = { size, hashes: levels.map((level) => filler.node(level, 0)) };
      const { frontier, newNodes } = appendLeaf(start, special);
      expect(frontier.size).toBe(size + 1);
      expect(frontierRoot(frontier)).toEqual(tree.root(size + 1));
      for (const { level, index, hash } of newNodes) expect(hash).toEqual(tree.node(level, index));
    }
  });

  test('a full tree and a malformed leaf hash are refused', () => {
    const full: Frontier = { size: Number.MAX_SAFE_INTEGER, hashes: [] };
    expect(refusal(() => appendLeaf(full, EMPTY_ROOT))).toBe('number_out_of_range');
    expect(refusal(() => appendLeaf(emptyFrontier(), Buffer.alloc(20)))).toBe('malformed_hash');
    expect(refusal(() => appendLeaf({ size: 1, hashes: [] }, EMPTY_ROOT))).toBe('malformed_frontier');
  });

  test('survives the way through a database row at every size', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), (size) => {
        const { frontier } = grow(numberedLeaves(size));
        expect(parseFrontier(serialiseFrontier(frontier))).toEqual(frontier);
      }),
      { numRuns: 40 },
    );
  });

  test('a row that was cut, lengthened or given another size is refused', () => {
    const row = serialiseFrontier(grow(numberedLeaves(11)).frontier);
    const otherSize = Buffer.from(row);
    otherSize.writeBigUInt64BE(12n);
    const hugeSize = Buffer.from(row);
    hugeSize.writeBigUInt64BE(2n ** 53n);
    for (const bad of [
      row.subarray(0, 7),
      row.subarray(0, -1),
      Buffer.concat([row, Buffer.of(0)]),
      otherSize,
      hugeSize,
    ]) {
      expect(refusal(() => parseFrontier(bad))).toBe('malformed_frontier');
    }
  });
});
