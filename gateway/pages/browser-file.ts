import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of ours that runs in the browser. */
export function browserFile(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'browser', name), 'utf8');
}

/** How the pages look. */
export function pageStyle(): string {
  return `${browserFile('palette.css')}${browserFile('page.css')}`;
}
