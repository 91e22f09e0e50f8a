import { formatLogKey } from './log-key.ts';
import type { Clock } from '#platform/clock';

/** Digits of the largest number, 2^53 - 1. Zero-padded, names stand in the order of their numbers. */
const DIGITS = 16;
const NUMBER_NAME = new RegExp(`^[0-9]{${String(DIGITS)}}$`);

/** Of one thing in a series, in bytes. */
export const SERIES_ITEM_BYTES_MAX = 1_048_576;

/**
 * Small things that are written once, each under a number, where their writer cannot change them afterwards; such as the state of a
 * log at a size. What stands under a number stays; nothing can be moved or deleted through this port.
 */
export interface WriteOnceSeries {
  /**
   * @param number an integer from 0 to 2^53 - 1
   * @returns false when the number is taken, by whatever bytes; those stay
   * @throws AppError SERVICE_UNAVAILABLE
   */
  put(number: number, bytes: Buffer): Promise<boolean>;
  /** What was first written under the number. @throws AppError SERVICE_UNAVAILABLE, also for something larger than 1 MiB */
  read(number: number): Promise<Buffer | undefined>;
  /**
   * The largest number under which something was ever written.
   * @param near believed to be close below it; right or wrong, it changes the cost alone
   * @throws AppError SERVICE_UNAVAILABLE
   */
  newest(near?: number): Promise<number | undefined>;
}

export interface SeriesOptions {
  /** Name of the series, a segment of its keys: lower-case letters, digits and hyphens. */
  readonly name: string;
  /**
   * Days for which not even the owner of an S3 bucket can delete or replace what was written (Object Lock, COMPLIANCE mode); the
   * bucket must have Object Lock. Without it, and in a directory, the store's own permissions are all there is.
   */
  readonly retentionDays?: number | undefined;
  readonly clock: Clock;
}

/** `log1/<name>/<number, zero-padded>`. @throws AppError OBJECT_KEY_INVALID */
export function seriesKey(name: string, number: number): string {
  return formatLogKey(`${name}/${seriesName(number)}`);
}

/** @throws RangeError unless `number` is an integer from 0 to 2^53 - 1 */
export function seriesName(number: number): string {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError('a series is numbered from 0 to 2^53 - 1');
  return String(number).padStart(DIGITS, '0');
}

/** The number that a name stands for, or undefined when it is none of ours. */
export function seriesNumber(name: string): number | undefined {
  if (!NUMBER_NAME.test(name)) return undefined;
  const number = Number(name);
  return Number.isSafeInteger(number) ? number : undefined;
}
