import { describe, expect, test } from '@jest/globals';
import { createNameSet, maxPathLength, maxSegmentLength, pathProblem } from './bag-path.ts';

describe('pathProblem', () => {
  test.each(['data/0001-a.pdf', 'bagit.txt', 'data/audit/checkpoint', 'data/..a', 'data/a..b'])(
    'accepts %s',
    (path) => {
      expect(pathProblem(path)).toBeNull();
    },
  );

  test.each([
    ['', 'path.empty'],
    ['/data/a', 'path.absolute'],
    ['C:/data/a', 'path.absolute'],
    ['data\\a', 'path.backslash'],
    ['data/../a', 'path.escape'],
    ['./data/a', 'path.escape'],
    ['..', 'path.escape'],
    ['data//a', 'path.characters'],
    ['data/a/', 'path.characters'],
    ['data/a b', 'path.characters'],
    ['data/a%0A', 'path.characters'],
    ['data/a\n', 'path.characters'],
    ['data/é', 'path.characters'],
    ['data/a\u0000', 'path.characters'],
    [`data/${'a'.repeat(maxSegmentLength + 1)}`, 'path.too_long'],
    ['a/'.repeat(maxPathLength), 'path.too_long'],
  ])('[R-113] refuses %j as %s', (path, code) => {
    expect(pathProblem(path)).toBe(code);
  });
});

describe('createNameSet', () => {
  test('keeps distinct names', () => {
    const names = createNameSet();
    expect([names.add('data/a'), names.add('data/b/c'), names.add('data/b/d')]).toEqual([null, null, null]);
  });

  test.each([
    ['data/a', 'data/a', 'name.duplicate'],
    ['data/a', 'DATA/A', 'name.duplicate'],
    ['data/a', 'data/a/b', 'name.file_and_folder'],
    ['data/a/b', 'data/A', 'name.file_and_folder'],
  ])('refuses %s beside %s', (first, second, code) => {
    const names = createNameSet();
    names.add(first);
    expect(names.add(second)).toBe(code);
  });
});
