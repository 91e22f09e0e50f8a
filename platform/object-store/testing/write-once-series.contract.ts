import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WriteOnceSeries } from '../write-once-series.ts';

export interface SeriesUnderTest {
  readonly series: WriteOnceSeries;
  /** Opens it again, as another process would. */
  readonly again: () => WriteOnceSeries;
  close(): Promise<void>;
}

/** What every `WriteOnceSeries` promises. Each implementation runs this suite. */
export function writeOnceSeriesContract(name: string, open: () => Promise<SeriesUnderTest>): void {
  describe(name, () => {
    let subject: SeriesUnderTest;
    let series: WriteOnceSeries;
    beforeAll(async () => {
      subject = await open();
      series = subject.series;
    });
    afterAll(() => subject.close());

    test('has nothing at first', async () => {
      expect(await series.newest()).toBeUndefined();
      expect(await series.read(0)).toBeUndefined();
    });

    test('keeps what was written first, and says so to whoever comes later', async () => {
      const bytes = randomBytes(500);
      expect(await series.put(7, bytes)).toBe(true);
      expect(await series.put(7, bytes)).toBe(false);
      expect(await series.put(7, Buffer.from('other'))).toBe(false);
      expect(await series.read(7)).toEqual(bytes);
      expect(await subject.again().read(7)).toEqual(bytes);
    });

    test('of many that write at once under one number one wins', async () => {
      const offers = Array.from({ length: 8 }, (_, at) => Buffer.from(`offer ${String(at)}`));
      const won = await Promise.all(offers.map((bytes) => series.put(8, bytes)));
      expect(won.filter((isNew) => isNew)).toHaveLength(1);
      expect(await series.read(8)).toEqual(offers[won.indexOf(true)]);
    });

    test('knows the largest number, also beyond 2^31 and in whatever order they came', async () => {
      for (const number of [100, 9, 2 ** 40, 10, 2 ** 33]) {
        await series.put(number, Buffer.from(String(number)));
      }
      expect(await series.newest()).toBe(2 ** 40);
      await series.put(Number.MAX_SAFE_INTEGER, Buffer.from('the last one'));
      expect(await subject.again().newest()).toBe(Number.MAX_SAFE_INTEGER);
    });

    test.each([-1, 1.5, 2 ** 53, Number.NaN])('refuses the number %p', async (number) => {
      await expect((async () => series.put(number, Buffer.alloc(1)))()).rejects.toThrow(RangeError);
      await expect((async () => series.read(number))()).rejects.toThrow(RangeError);
    });
  });
}
