import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openCodeCache } from '../../cli/stack/code-cache.ts';
import { stackPaths } from '../../cli/stack/paths.ts';

/**
 * Compiles the programs of this checkout, as a start of the stack does for the next one: tests start well over a hundred
 * processes, and each would compile the same code again.
 *
 * @returns variables that lead those processes to it; none when it failed, which costs time only
 */
export async function compilePrograms(): Promise<Record<string, string>> {
  const state = await mkdtemp(path.join(tmpdir(), 'lifeready-compile-'));
  try {
    const paths = stackPaths(state);
    await mkdir(paths.logs);
    const folder = await (await openCodeCache(paths)).completeNow();
    return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}
