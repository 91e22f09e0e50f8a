import { describe, expect, test } from '@jest/globals';
import { mannWhitneyZ, medianOf, summaryOf } from './statistics.ts';

describe('percentiles', () => {
  test('lie between the nearest samples, whatever their order', () => {
    expect(summaryOf([4, 1, 3, 2])).toEqual({ count: 4, p50: 2.5, p95: expect.closeTo(3.85) });
    expect(medianOf([7])).toBe(7);
  });
});

describe('Mann-Whitney', () => {
  const rising = Array.from({ length: 100 }, (_, at) => at);

  test('finds nothing between equal samples, and between constants', () => {
    expect(mannWhitneyZ(rising, rising)).toBeCloseTo(0);
    expect(mannWhitneyZ([1, 1, 1], [1, 1, 1])).toBe(0);
  });

  test('finds a shift, and says which is slower', () => {
    const later = rising.map((value) => value + 30);
    expect(mannWhitneyZ(later, rising)).toBeGreaterThan(3.29);
    expect(mannWhitneyZ(rising, later)).toBeCloseTo(-mannWhitneyZ(later, rising));
  });

  test('agrees with the worked example of the normal approximation', () => {
    // U = 3 of at most 25: mean 12.5, deviation sqrt(25 / 12 * 11).
    expect(mannWhitneyZ([1, 2, 3, 4, 8], [5, 6, 7, 9, 10])).toBeCloseTo((3 - 12.5) / Math.sqrt((25 / 12) * 11));
  });
});
