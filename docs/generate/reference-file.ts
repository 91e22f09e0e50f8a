import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Top folder of the project. */
export const PROJECT_ROOT = path.join(import.meta.dirname, '..', '..');

/** Writes one generated page. @param name without folder and ending */
export function writeReference(name: string, text: string): void {
  const folder = path.join(PROJECT_ROOT, 'docs', 'reference');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.md`), text);
}
