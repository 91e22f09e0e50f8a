import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../reference-file.ts';

/** One text file of the project; `path` is relative, with `/`. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Files that match one of the patterns, by path; what is installed or generated is left out. */
export function readProjectFiles(patterns: readonly string[]): ProjectFile[] {
  const found = globSync([...patterns], { cwd: PROJECT_ROOT, exclude: ['**/node_modules/**', '**/generated/**'] });
  return [...new Set(found.map((file) => file.split(path.sep).join('/')))]
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(PROJECT_ROOT, file), 'utf8') }));
}
