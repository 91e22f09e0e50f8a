import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of the explorer that runs in the browser. */
export function explorerFile(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'browser', name), 'utf8');
}
