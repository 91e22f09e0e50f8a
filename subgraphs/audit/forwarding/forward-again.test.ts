import { describe, expect, test } from '@jest/globals';
import { forwardAgain } from './forward-again.ts';
import { parseRange } from './parse-range.ts';

const LEAF = JSON.stringify({
  action: 'case.case.create',
  outcome: 'COMMITTED',
  recorded_at: '2026-01-01T00:00:00.000Z',
});

async function indexesOf(size: number, range: { from: number; to?: number }): Promise<number[]> {
  const lines: string[] = [];
  const source = {
    entries: async (from: number, limit: number) =>
      Array.from({ length: Math.max(0, Math.min(limit, size - from)) }, (_, at) => ({ index: from + at, leaf: LEAF })),
  };
  const output = {
    writeAll: async (written: readonly string[]) => {
      lines.push(...written);
    },
  };
  expect(await forwardAgain({ source, output }, range)).toBe(lines.length);
  return lines.map((line) => (JSON.parse(line) as { audit: { index: number } }).audit.index);
}

describe('[R-117] forwarding again', () => {
  test('brings out the entries that are asked for, and no other', async () => {
    expect(await indexesOf(10, { from: 3, to: 5 })).toEqual([3, 4, 5]);
    expect(await indexesOf(10, { from: 8 })).toEqual([8, 9]);
    expect(await indexesOf(10, { from: 8, to: 100 })).toEqual([8, 9]);
    expect(await indexesOf(10, { from: 10 })).toEqual([]);
    expect(await indexesOf(1_000, { from: 100, to: 899 })).toHaveLength(800);
  });

  test('of a range of indexes only', () => {
    expect(parseRange({ from: '0' })).toEqual({ from: 0, to: undefined });
    expect(parseRange({ from: '7', to: '7' })).toEqual({ from: 7, to: 7 });
    const wrong = [
      {},
      { to: '3' },
      { from: '' },
      { from: '-1' },
      { from: '1.5' },
      { from: '08' },
      { from: '3', to: '2' },
    ];
    for (const range of wrong) expect(() => parseRange(range)).toThrow();
  });
});
