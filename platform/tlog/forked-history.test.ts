import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyConsistency } from './consistency.ts';
import { leafHash } from './hashing.ts';
import { verifyInclusion } from './inclusion.ts';
import { numberedLeaves, referenceConsistency, referencePath, referenceRoot } from './testing/reference-tree.ts';

const LEAVES = numberedLeaves(64);

/** Two logs that were one until `forkedAt`; the other one is as long as it likes. */
const forks = fc
  .record({ size: fc.integer({ min: 1, max: 64 }), otherSize: fc.integer({ min: 1, max: 64 }) })
  .chain(({ size, otherSize }) =>
    fc.record({
      size: fc.constant(size),
      otherSize: fc.constant(otherSize),
      forkedAt: fc.nat({ max: Math.min(size, otherSize) - 1 }),
    }),
  );

function otherHistory(forkedAt: number, size: number): Buffer[] {
  return LEAVES.slice(0, size).map((leaf, at) => (at < forkedAt ? leaf : leafHash(Buffer.from(`other ${String(at)}`))));
}

/** What a liar has: every node of both trees that proofs are made of, in any order. */
function hashesOf(...trees: readonly (readonly Buffer[])[]): Buffer[] {
  return trees.flatMap((tree) => [
    ...tree,
    ...tree.flatMap((_, at) => [...referencePath(at, tree)]),
    referenceRoot(tree),
  ]);
}

describe('[R-112] a log with two histories', () => {
  test('proves neither of them consistent with the other, with the proofs of both and with any other hashes of theirs', () => {
    fc.assert(
      fc.property(forks, fc.infiniteStream(fc.nat()), ({ size, otherSize, forkedAt }, choices) => {
        const [oldSize, newSize] = size <= otherSize ? [size, otherSize] : [otherSize, size];
        const old = LEAVES.slice(0, oldSize);
        const other = otherHistory(forkedAt, newSize);
        const claim = { oldSize, newSize, oldRoot: referenceRoot(old), newRoot: referenceRoot(other) };
        const honest = referenceConsistency(oldSize, other);
        const proofs = [honest, referenceConsistency(oldSize, LEAVES.slice(0, newSize))];
        const all = hashesOf(old, other);
        for (let attempt = 0; attempt < 20; attempt += 1)
          proofs.push(honest.map(() => all[(choices.next().value ?? 0) % all.length] ?? claim.oldRoot));
        for (const proof of proofs) expect(verifyConsistency({ ...claim, proof })).toBe(false);
        expect(verifyConsistency({ ...claim, oldRoot: referenceRoot(other.slice(0, oldSize)), proof: honest })).toBe(
          true,
        );
      }),
    );
  });

  test('has no entry of one of them in the tree of the other, but those from before', () => {
    fc.assert(
      fc.property(forks, fc.nat(), ({ size, forkedAt }, pick) => {
        const other = otherHistory(forkedAt, size);
        const index = pick % size;
        const [leaf = Buffer.of(), proof] = [LEAVES[index], referencePath(index, other)];
        const claim = { index, size, leafHash: leaf, proof, root: referenceRoot(other) };
        expect(verifyInclusion(claim)).toBe(index < forkedAt);
        expect(verifyInclusion({ ...claim, proof: referencePath(index, LEAVES.slice(0, size)) })).toBe(
          index < forkedAt && proof.every((hash, at) => referencePath(index, LEAVES.slice(0, size))[at]?.equals(hash)),
        );
      }),
    );
  });
});
