import { describe, expect, test } from '@jest/globals';
import { inWords, markdownTable } from './markdown-table.ts';

describe('a Markdown table', () => {
  test('what would end a cell or a row does not', () => {
    expect(markdownTable(['a', 'b'], [['x|y', 'two\n  lines']])).toBe(
      '| a | b |\n| --- | --- |\n| x\\|y | two lines |',
    );
  });

  test('lists read as a sentence does', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((words) => inWords(words))).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});
