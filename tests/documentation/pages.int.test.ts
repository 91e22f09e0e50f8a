import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { referencesOf } from './linked-files.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PAGES = globSync(['*.md', '{cli,docs,gateway,platform,schema,subgraphs}/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules/**'],
}).sort();

function missingFrom(page: string): string[] {
  const folder = path.dirname(path.join(ROOT, page));
  return referencesOf(readFileSync(path.join(ROOT, page), 'utf8'))
    .filter(({ target, kind }) => !existsSync(path.resolve(kind === 'link' ? folder : ROOT, target)))
    .map(({ target }) => target);
}

describe('[R-228] the documentation names only what is there', () => {
  test('there are pages to look at', () => {
    expect(PAGES).toContain('docs/README.md');
  });

  test.each(PAGES)('%s', (page) => {
    expect(missingFrom(page)).toEqual([]);
  });

  test('every decision has a number of its own and a row in the index', () => {
    const decisions = PAGES.filter((page) => /^docs\/adr\/\d{4}-/u.test(page)).map((page) => path.basename(page));
    const index = readFileSync(path.join(ROOT, 'docs', 'adr', 'README.md'), 'utf8');
    expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, at) => at + 1));
    expect(decisions.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  });
});
