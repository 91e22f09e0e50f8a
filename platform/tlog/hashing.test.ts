import { describe, expect, test } from '@jest/globals';
import { EMPTY_ROOT, leafHash, nodeHash, sameHash } from './hashing.ts';
import { refusal } from './testing/keys.ts';

describe('hashing', () => {
  test('[R-112] the empty root is SHA-256 of nothing', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('[R-112] leaves and nodes hash as in RFC 6962', () => {
    const empty = leafHash(Buffer.alloc(0));
    expect(empty.toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(nodeHash(empty, leafHash(Buffer.of(0))).toString('hex')).toBe(
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    );
  });

  test('a node cannot be passed off as a leaf', () => {
    const left = leafHash(Buffer.of(1));
    const right = leafHash(Buffer.of(2));
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
    expect(nodeHash(right, left)).not.toEqual(nodeHash(left, right));
  });

  test('a child of another length than 32 bytes is refused', () => {
    expect(refusal(() => nodeHash(EMPTY_ROOT, Buffer.alloc(31)))).toBe('malformed_hash');
    expect(refusal(() => nodeHash(Buffer.alloc(33), EMPTY_ROOT))).toBe('malformed_hash');
    expect(sameHash(Buffer.alloc(31), Buffer.alloc(31))).toBe(false);
  });
});
