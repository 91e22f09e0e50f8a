import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LAYERS } from './attacks.ts';
import type { Layer } from './attacks.ts';

const PAGE = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'architecture.md');
const HEAD = '| what somebody tries |';

export interface LayersRow {
  readonly name: string;
  readonly stoppedBy: readonly Layer[];
  /** Empty when nothing else stops it. */
  readonly besides: string;
}

/** The table of attacks and layers as it stands in the documentation. */
export function readLayersTable(): LayersRow[] {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const head = lines.findIndex((line) => line.startsWith(HEAD));
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) => {
    const [name = '', ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const stoppedBy = LAYERS.filter((_layer, at) => cells[at] === 'stops');
    return { name, stoppedBy, besides: cells[LAYERS.length] ?? '' };
  });
}
