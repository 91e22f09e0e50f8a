import { expect, test } from '@jest/globals';
import { measureFsck } from './measure-fsck.ts';

test('the bench of fsck runs', async () => {
  const { entries, entriesPerSecond, peakRssMib } = await measureFsck(600);
  expect(entries).toBe(600);
  expect(entriesPerSecond).toBeGreaterThan(0);
  expect(peakRssMib).toBeGreaterThan(0);
});
