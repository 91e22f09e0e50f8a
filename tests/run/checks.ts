import { readFile } from 'node:fs/promises';

import { z } from 'zod';

/** A static check: an npm script that ends with 0 when the tree is in order. */
export type Check = {
  readonly script: string;
  /** Part of `npm run check:fast`, which also opens `npm test`. */
  readonly fast: boolean;
  /** Rewrites files while it runs, so nothing else may read the tree at that time. */
  readonly alone: boolean;
};

/** Every static check. Slow ones first, so that two side by side end at about the same time. */
export const checks: readonly Check[] = [
  { script: 'lint', fast: false, alone: false },
  { script: 'typecheck', fast: true, alone: false },
  { script: 'format:check', fast: true, alone: false },
  { script: 'depcruise', fast: true, alone: false },
  { script: 'knip', fast: false, alone: false },
  { script: 'schema:check', fast: true, alone: false },
  { script: 'check:generated', fast: false, alone: true },
];

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** The script names of the package.json in the working directory, in the order they stand there. */
export async function readScriptNames(): Promise<readonly string[]> {
  const parsed = manifest.parse(JSON.parse(await readFile('package.json', 'utf8')));
  return Object.keys(parsed.scripts);
}
