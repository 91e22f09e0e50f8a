import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leafHash } from './hashing.ts';
import { inclusionProof, verifyInclusion } from './inclusion.ts';
import {
  numberedLeaves,
  referencePath,
  referenceRoot,
  referenceTurns,
  smallTreeReader,
  sparseTree,
} from './testing/reference-tree.ts';

const LEAVES = numberedLeaves(130);
const ROOTS = Array.from({ length: 131 }, (_, size) => referenceRoot(LEAVES.slice(0, size)));

function claimFor(index: number, size: number) {
  const leaves = LEAVES.slice(0, size);
  const proof = referencePath(index, leaves);
  return { index, size, leafHash: LEAVES[index] ?? Buffer.alloc(0), proof, root: ROOTS[size] ?? Buffer.alloc(0) };
}

/** Any leaf of any tree of up to 130 leaves. */
const place = fc
  .integer({ min: 1, max: 130 })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat({ max: size - 1 }) }));

function flipBit(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(bit / 8);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit % 8)), at);
  return copy;
}

describe('making inclusion proofs', () => {
  test('[R-112] equals the RFC 6962 definition for every tree to 130, each leaf of the small ones', async () => {
    for (let size = 1; size <= 130; size += 1) {
      const read = smallTreeReader(LEAVES.slice(0, size));
      for (let index = 0; index < size; index += size > 33 ? 7 : 1) {
        const proof = await inclusionProof({ index, size }, read);
        const claim = claimFor(index, size);
        expect(proof).toEqual(claim.proof);
        expect(verifyInclusion({ ...claim, proof })).toBe(true);
      }
    }
  });

  test('reads all nodes in one batch, and none for the only leaf', async () => {
    const read = smallTreeReader(LEAVES.slice(0, 100));
    await inclusionProof({ index: 3, size: 100 }, read);
    expect(read.calls).toHaveLength(1);
    await expect(inclusionProof({ index: 0, size: 1 }, read)).resolves.toEqual([]);
    expect(read.calls).toHaveLength(1);
  });

  test('refuses an index outside the tree and numbers that are none', async () => {
    const read = smallTreeReader(LEAVES);
    for (const at of [
      { index: 0, size: 0 },
      { index: 5, size: 5 },
      { index: -1, size: 5 },
      { index: 0.5, size: 5 },
      { index: 0, size: 2 ** 53 },
      { index: Number.NaN, size: 5 },
    ]) {
      await expect(inclusionProof(at, read)).rejects.toMatchObject({ reason: 'number_out_of_range' });
    }
  });

  test('refuses a reader that answers with too few nodes or with broken ones', async () => {
    const at = { index: 1, size: 7 };
    await expect(inclusionProof(at, () => Promise.resolve([]))).rejects.toMatchObject({ reason: 'nodes_missing' });
    const short = (nodes: unknown[]) => Promise.resolve(nodes.map(() => Buffer.alloc(31)));
    await expect(inclusionProof(at, short)).rejects.toMatchObject({ reason: 'nodes_missing' });
  });
});

describe('verifying inclusion proofs', () => {
  test('every changed bit of leaf, root or proof fails', () => {
    fc.assert(
      fc.property(place, fc.nat({ max: 255 }), fc.nat(), ({ index, size }, bit, pick) => {
        const claim = claimFor(index, size);
        expect(verifyInclusion({ ...claim, leafHash: flipBit(claim.leafHash, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipBit(claim.root, bit) })).toBe(false);
        const at = pick % Math.max(1, claim.proof.length);
        const proof = claim.proof.map((hash, position) => (position === at ? flipBit(hash, bit) : hash));
        expect(verifyInclusion({ ...claim, proof })).toBe(claim.proof.length === 0);
      }),
    );
  });

  test('another index or size passes only where the turns are the very same, so the size must come from the checkpoint', () => {
    for (let size = 1; size <= 14; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const claim = claimFor(index, size);
        const turns = referenceTurns(index, size);
        for (let otherSize = 1; otherSize <= 18; otherSize += 1) {
          for (let other = 0; other < otherSize; other += 1) {
            const verified = verifyInclusion({ ...claim, index: other, size: otherSize });
            expect(verified).toBe(referenceTurns(other, otherSize) === turns);
            if (otherSize === size) expect(verified).toBe(other === index);
          }
        }
      }
    }
  });

  test('swapped, missing, doubled and added hashes fail', () => {
    fc.assert(
      fc.property(place, fc.nat(), fc.nat(), ({ index, size }, first, second) => {
        const claim = claimFor(index, size);
        const { proof } = claim;
        const a = first % (proof.length + 1);
        expect(verifyInclusion({ ...claim, proof: proof.toSpliced(a, 0, claim.root) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: proof.toSpliced(a, 0, claim.leafHash) })).toBe(false);
        if (proof.length === 0) return;
        const b = second % proof.length;
        expect(verifyInclusion({ ...claim, proof: proof.toSpliced(b, 1) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: proof.toSpliced(b, 0, proof[b] ?? claim.root) })).toBe(false);
        const swapped = proof.with(0, proof[b] ?? claim.root).with(b, proof[0] ?? claim.root);
        expect(verifyInclusion({ ...claim, proof: swapped })).toBe(b === 0);
      }),
    );
  });

  test('answers false, and does not throw, for anything out of range', () => {
    const claim = claimFor(3, 9);
    for (const broken of [
      { ...claim, index: -1 },
      { ...claim, index: 9 },
      { ...claim, index: Number.NaN },
      { ...claim, size: 0 },
      { ...claim, size: 2 ** 53 },
      { ...claim, size: Number.POSITIVE_INFINITY },
      { ...claim, leafHash: Buffer.alloc(0) },
      { ...claim, root: Buffer.alloc(0) },
      { ...claim, proof: [...claim.proof, Buffer.alloc(0)] },
      { ...claim, proof: [Buffer.alloc(31), ...claim.proof.slice(1)] },
      { index: 0, size: 1, leafHash: Buffer.alloc(0), proof: [], root: Buffer.alloc(0) },
    ]) {
      expect(verifyInclusion(broken)).toBe(false);
    }
  });

  test('proofs beyond 2^31 leaves hold, and none holds for a neighbour', async () => {
    const big = fc
      .integer({ min: 2 ** 31, max: 2 ** 52 })
      .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));
    await fc.assert(
      fc.asyncProperty(big, fc.nat({ max: 51 }), async ({ size, index }, level) => {
        const special = leafHash(Buffer.from('the one'));
        const tree = sparseTree(new Map([[index, special]]));
        const proof = await inclusionProof({ index, size }, tree.read);
        const claim = { index, size, leafHash: special, proof, root: tree.root(size) };
        expect(verifyInclusion(claim)).toBe(true);
        const bit = 2 ** level;
        const other = Math.floor(index / bit) % 2 === 1 ? index - bit : index + bit;
        expect(verifyInclusion({ ...claim, index: other })).toBe(false);
        expect(verifyInclusion({ ...claim, index: index % 2 ** 32 })).toBe(index < 2 ** 32);
      }),
      { numRuns: 60 },
    );
  });
});
