import { expect, test } from '@jest/globals';
import { renderRetired } from './render.ts';

test('what was not retired says why', () => {
  const use = { documentId: 'size', count: 3, lastUsedAt: '2027-03-01T10:00:00.000Z' };
  expect(renderRetired({ retired: 0, inUse: [use] })).toContain('--force');
  expect(renderRetired({ retired: 1, inUse: [use] })).toMatch(/^1 retired\.\n/);
  expect(renderRetired({ retired: 0, inUse: [] })).toBe('All of them were retired before.');
});
