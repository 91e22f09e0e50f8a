import { TlogError } from './tlog-error.ts';

// Sizes and indexes are plain numbers up to 2^53 - 1. Bit operators cut to 32 bits, so everything here divides instead.

/** Whether `value` can be a size or an index: an integer from 0 to 2^53 - 1. */
export function isTreeNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws TlogError number_out_of_range unless `value` is an integer from 0 to 2^53 - 1 */
export function requireTreeNumber(value: number, what: string): void {
  if (!isTreeNumber(value)) throw new TlogError('number_out_of_range', `${what} must be an integer from 0 to 2^53 - 1`);
}

export function isOdd(value: number): boolean {
  return value % 2 === 1;
}

/** Half of `value`, rounded down: a shift to the right by one that is exact beyond 32 bits. */
export function half(value: number): number {
  return Math.floor(value / 2);
}

/** The largest power of two that is at most `value`; `value` is at least 1. */
export function largestPowerOfTwoWithin(value: number): number {
  // Math.log2 rounds up just below a power of two near 2^53, so it cannot be trusted here.
  let power = 1;
  while (power * 2 <= value) power *= 2;
  return power;
}

export function isPowerOfTwo(value: number): boolean {
  return value >= 1 && largestPowerOfTwoWithin(value) === value;
}

/** Number of one bits of `value`: how many complete subtrees a tree of that size is made of. */
export function countOneBits(value: number): number {
  let count = 0;
  for (let rest = value; rest > 0; rest = half(rest)) if (isOdd(rest)) count += 1;
  return count;
}
