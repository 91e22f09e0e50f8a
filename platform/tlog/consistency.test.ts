import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { consistencyProof, verifyConsistency } from './consistency.ts';
import { EMPTY_ROOT, leafHash } from './hashing.ts';
import {
  numberedLeaves,
  referenceConsistency,
  referenceRoot,
  referenceShape,
  smallTreeReader,
  sparseTree,
} from './testing/reference-tree.ts';
import type { ConsistencyClaim } from './consistency.ts';

const LEAVES = numberedLeaves(130);
const ROOTS = Array.from({ length: 131 }, (_, size) => referenceRoot(LEAVES.slice(0, size)));

function rootAt(size: number): Buffer {
  return ROOTS[size] ?? EMPTY_ROOT;
}

function claimFor(oldSize: number, newSize: number): ConsistencyClaim {
  const proof = oldSize === 0 ? [] : referenceConsistency(oldSize, LEAVES.slice(0, newSize));
  return { oldSize, newSize, oldRoot: rootAt(oldSize), newRoot: rootAt(newSize), proof };
}

function flipped(hash: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(hash);
  const at = Math.floor(bit / 8);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit % 8)), at);
  return copy;
}

/** Sizes with 0 < old < new, whose proof is never empty. */
const growth = fc
  .integer({ min: 2, max: 130 })
  .chain((newSize) => fc.record({ newSize: fc.constant(newSize), oldSize: fc.integer({ min: 1, max: newSize - 1 }) }));

describe('making consistency proofs', () => {
  test('[R-112] equals the RFC 6962 definition and verifies for all pairs of sizes to 130', async () => {
    for (let newSize = 0; newSize <= 130; newSize += 1) {
      const read = smallTreeReader(LEAVES.slice(0, newSize));
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const proof = await consistencyProof({ oldSize, newSize }, read);
        const claim = { oldSize, newSize, oldRoot: rootAt(oldSize), newRoot: rootAt(newSize), proof };
        if (!verifyConsistency(claim)) throw new Error(`${oldSize} to ${newSize} does not verify`);
        if (oldSize > 0 && newSize <= 40)
          expect(proof).toEqual(referenceConsistency(oldSize, LEAVES.slice(0, newSize)));
      }
    }
  });

  test('reads all nodes in one batch, and none when the proof is empty', async () => {
    const read = smallTreeReader(LEAVES.slice(0, 100));
    await consistencyProof({ oldSize: 37, newSize: 100 }, read);
    expect(read.calls).toHaveLength(1);
    await consistencyProof({ oldSize: 0, newSize: 100 }, read);
    await consistencyProof({ oldSize: 100, newSize: 100 }, read);
    expect(read.calls).toHaveLength(1);
  });

  test('refuses to prove that a tree shrank, and numbers that are none', async () => {
    const read = smallTreeReader(LEAVES);
    for (const sizes of [
      { oldSize: 6, newSize: 5 },
      { oldSize: -1, newSize: 5 },
      { oldSize: 1.5, newSize: 5 },
      { oldSize: 1, newSize: 2 ** 53 },
    ]) {
      await expect(consistencyProof(sizes, read)).rejects.toMatchObject({ reason: 'number_out_of_range' });
    }
  });
});

describe('verifying consistency proofs', () => {
  test('every changed bit of a root or of the proof fails', () => {
    fc.assert(
      fc.property(growth, fc.nat({ max: 255 }), fc.nat(), ({ oldSize, newSize }, bit, pick) => {
        const claim = claimFor(oldSize, newSize);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: flipped(claim.newRoot, bit) })).toBe(false);
        const at = pick % claim.proof.length;
        const proof = claim.proof.map((hash, position) => (position === at ? flipped(hash, bit) : hash));
        expect(verifyConsistency({ ...claim, proof })).toBe(false);
      }),
    );
  });

  test('swapped, missing, doubled and added hashes fail', () => {
    fc.assert(
      fc.property(growth, fc.nat(), fc.nat(), ({ oldSize, newSize }, first, second) => {
        const claim = claimFor(oldSize, newSize);
        const { proof } = claim;
        const a = first % (proof.length + 1);
        const b = second % proof.length;
        const hash = proof[b] ?? claim.newRoot;
        for (const added of [claim.oldRoot, claim.newRoot, hash, Buffer.alloc(0)]) {
          expect(verifyConsistency({ ...claim, proof: proof.toSpliced(a, 0, added) })).toBe(false);
        }
        expect(verifyConsistency({ ...claim, proof: proof.toSpliced(b, 1) })).toBe(false);
        const swapped = proof.with(0, hash).with(b, proof[0] ?? claim.newRoot);
        expect(verifyConsistency({ ...claim, proof: swapped })).toBe(b === 0);
        expect(verifyConsistency({ ...claim, proof: [] })).toBe(false);
        expect(verifyConsistency({ ...claim, oldRoot: claim.newRoot, newRoot: claim.oldRoot })).toBe(false);
      }),
    );
  });

  test('the roots of other sizes fail, whatever sizes are claimed', () => {
    for (let newSize = 2; newSize <= 16; newSize += 1) {
      for (let oldSize = 1; oldSize < newSize; oldSize += 1) {
        const claim = claimFor(oldSize, newSize);
        for (let other = 1; other <= 20; other += 1) {
          expect(verifyConsistency({ ...claim, oldSize: other, oldRoot: rootAt(other) })).toBe(other === oldSize);
          expect(verifyConsistency({ ...claim, newSize: other, newRoot: rootAt(other) })).toBe(other === newSize);
        }
      }
    }
  });

  test('other sizes for the same roots pass only where the proof has the very same shape', () => {
    const pairs = Array.from({ length: 16 }, (_, newSize) =>
      Array.from({ length: newSize }, (_unused, oldSize) => ({ oldSize, newSize })),
    ).flat();
    const grown = pairs.filter(({ oldSize }) => oldSize > 0);
    for (const real of grown) {
      const claim = claimFor(real.oldSize, real.newSize);
      const shape = referenceShape(real.oldSize, real.newSize);
      for (const other of grown) {
        expect(verifyConsistency({ ...claim, ...other })).toBe(referenceShape(other.oldSize, other.newSize) === shape);
      }
    }
  });

  test('a rewritten history fails: same sizes, one old leaf changed', async () => {
    for (const at of [0, 5, 12]) {
      const rewritten = LEAVES.with(at, leafHash(Buffer.from('rewritten'))).slice(0, 20);
      const proof = await consistencyProof({ oldSize: 13, newSize: 20 }, smallTreeReader(rewritten));
      const claim = { oldSize: 13, newSize: 20, oldRoot: rootAt(13), newRoot: referenceRoot(rewritten), proof };
      expect(verifyConsistency(claim)).toBe(false);
    }
  });

  test.each([
    ['nothing to nothing', { oldSize: 0, newSize: 0, oldRoot: EMPTY_ROOT, newRoot: EMPTY_ROOT }, true],
    ['nothing to something', { oldSize: 0, newSize: 3, oldRoot: EMPTY_ROOT, newRoot: rootAt(3) }, true],
    ['the same tree', { oldSize: 3, newSize: 3, oldRoot: rootAt(3), newRoot: rootAt(3) }, true],
    ['no leaves, yet a root', { oldSize: 0, newSize: 3, oldRoot: rootAt(1), newRoot: rootAt(3) }, false],
    ['nothing to nothing with a root', { oldSize: 0, newSize: 0, oldRoot: EMPTY_ROOT, newRoot: rootAt(1) }, false],
    ['same size, other root', { oldSize: 3, newSize: 3, oldRoot: rootAt(3), newRoot: rootAt(4) }, false],
    ['back in time', { oldSize: 4, newSize: 3, oldRoot: rootAt(4), newRoot: rootAt(3) }, false],
    ['growth without proof', { oldSize: 1, newSize: 2, oldRoot: rootAt(1), newRoot: rootAt(2) }, false],
    ['a size that is none', { oldSize: 1, newSize: Number.NaN, oldRoot: rootAt(1), newRoot: rootAt(2) }, false],
  ])('without a proof: %s', (_, claim, expected) => {
    expect(verifyConsistency({ ...claim, proof: [] })).toBe(expected);
    expect(verifyConsistency({ ...claim, proof: [EMPTY_ROOT] })).toBe(false);
  });

  test('proofs beyond 2^31 leaves hold, and a changed leaf breaks them', async () => {
    const big = fc
      .integer({ min: 2 ** 31, max: 2 ** 52 })
      .chain((newSize) => fc.record({ newSize: fc.constant(newSize), oldSize: fc.integer({ min: 1, max: newSize }) }));
    await fc.assert(
      fc.asyncProperty(big, async ({ oldSize, newSize }) => {
        const before = sparseTree(new Map([[oldSize - 1, leafHash(Buffer.from('last of the old tree'))]]));
        const proof = await consistencyProof({ oldSize, newSize }, before.read);
        const claim = { oldSize, newSize, oldRoot: before.root(oldSize), newRoot: before.root(newSize), proof };
        expect(verifyConsistency(claim)).toBe(true);
        const rewritten = sparseTree(new Map([[oldSize - 1, leafHash(Buffer.from('rewritten'))]]));
        const forged = await consistencyProof({ oldSize, newSize }, rewritten.read);
        expect(verifyConsistency({ ...claim, proof: forged, newRoot: rewritten.root(newSize) })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
