import { describe, expect, test } from '@jest/globals';
import { renderTraceability, requirementsInTitles } from './traceability-reference.ts';

const FILES = [
  { path: 'b.test.ts', text: "test('[R-018] [R-019] a challenge cannot be used twice', () => {})" },
  { path: 'a.test.ts', text: "describe('[R-018] challenges', () => {})" },
];

describe('requirements in test titles', () => {
  test('every file that names a requirement is listed, in order', () => {
    expect([...requirementsInTitles(FILES)]).toEqual([
      ['R-018', ['a.test.ts', 'b.test.ts']],
      ['R-019', ['b.test.ts']],
    ]);
  });

  test('an id that is no requirement does not count', () => {
    expect(requirementsInTitles([{ path: 'c.test.ts', text: "test('[R-000] [R-251] [R-18] R-020', f)" }]).size).toBe(0);
  });

  test('the page says how many of all there are', () => {
    expect(renderTraceability(FILES)).toContain('**2 of 250**');
  });
});
