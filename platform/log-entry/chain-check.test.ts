import { describe, expect, test } from '@jest/globals';
import { createChainCheck } from './chain-check.ts';
import type { LeafLinks } from './leaf-reader.ts';

const hash = (byte: number): Buffer => Buffer.alloc(32, byte);

function links(tenantSeq: number, previous: Buffer, second = tenantSeq): LeafLinks {
  const recordedAt = `2026-11-22T08:30:0${String(second)}.000Z`;
  return { recordedAt, tenantPrev: previous.toString('hex'), tenantRef: 'one', tenantSeq };
}

describe('[R-112] the chain of a tenant', () => {
  test('is followed from its first entry', () => {
    const chain = createChainCheck();
    expect(chain.add(links(1, hash(0)), hash(1))).toBeUndefined();
    expect(chain.add(links(2, hash(1)), hash(2))).toBeUndefined();
    expect(chain.add(links(4, hash(2)), hash(4))).toContain('where number 3 must come');
    expect(chain.tenants()).toBe(1);
    expect(chain.newest()).toBe('2026-11-22T08:30:04.000Z');
  });

  test('is followed from where somebody else came to', () => {
    const start = { before: [{ tenantRef: 'one', seq: 6, hash: hash(6) }], newest: '2026-11-22T08:30:06.000Z' };
    expect(createChainCheck(start).add(links(7, hash(6)), hash(7))).toBeUndefined();
    expect(createChainCheck(start).add(links(8, hash(6)), hash(8))).toContain('where number 7 must come');
    expect(createChainCheck(start).add(links(7, hash(5)), hash(7))).toContain('does not follow');
    expect(createChainCheck(start).add(links(7, hash(6), 5), hash(7))).toContain('before the entry in front of it');
  });
});
