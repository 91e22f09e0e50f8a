import { expect, test } from '@jest/globals';
import { formatLogKey, requireStoreKey } from './log-key.ts';

const invalid = expect.objectContaining({ code: 'OBJECT_KEY_INVALID' });

test.each(['tile/0/000', 'tile/entries/x001/x234/067', 'anchor/00000000000000070000'])('%s is a path', (path) => {
  expect(formatLogKey(path)).toBe(`log1/${path}`);
  expect(() => {
    requireStoreKey(`log1/${path}`);
  }).not.toThrow();
});

test.each([
  '',
  '/',
  'tile/',
  '/tile',
  'tile//0',
  '..',
  'tile/../0',
  '.',
  'tile/0/000.p',
  'Tile/0',
  'tile/%30',
  'tile\\0',
  'tile/0\n',
  'tile/\0',
  'a/b/c/d/e/f/g/h/i',
  'x'.repeat(65),
])('[R-074] %j is none', (path) => {
  expect(() => formatLogKey(path)).toThrow(invalid);
  expect(() => {
    requireStoreKey(`log1/${path}`);
  }).toThrow(invalid);
});
