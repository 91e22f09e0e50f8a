import { code, markdownTable } from '../markdown-table.ts';
import type { ProjectFile } from '../sources/project-files.ts';

/** Requirements of the project, R-001 to R-250. */
const REQUIREMENTS = 250;

const ID_IN_TITLE = /\[(R-\d{3})\]/gu;

/** Requirement to the test files whose titles name it. */
export function requirementsInTitles(files: readonly ProjectFile[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const [, id = ''] of text.matchAll(ID_IN_TITLE)) {
      const number = Number(id.slice(2));
      if (number < 1 || number > REQUIREMENTS) continue;
      found.set(id, (found.get(id) ?? new Set()).add(path));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, paths]) => [id, [...paths].sort()]));
}

/** Which tests name which requirement. */
export function renderTraceability(files: readonly ProjectFile[]): string {
  const requirements = requirementsInTitles(files);
  const rows = [...requirements].map(([id, paths]) => [id, paths.map(code).join('<br>')]);
  return [
    '# Requirements and their tests',
    '',
    'Generated from the titles of the tests: a test that shows a requirement carries its id in brackets, as in',
    '`[R-018] a challenge cannot be used twice`. Naming is not proving all of it: read the test to see how far it goes.',
    '',
    `Named in at least one test title: **${String(requirements.size)} of ${String(REQUIREMENTS)}**. A requirement that is not listed has no test with its id.`,
    '',
    markdownTable(['requirement', 'test files'], rows),
    '',
  ].join('\n');
}
