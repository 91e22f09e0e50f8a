import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runCommand } from './run-command.ts';

/** Path of a generated file (relative, with `/`) to the SHA-256 of its content. */
export type Snapshot = ReadonlyMap<string, string>;

export type Drift = { readonly path: string; readonly kind: 'added' | 'changed' | 'removed' };

/**
 * Reads every file that .gitattributes marks as generated, committed or not; ignored files are left out.
 *
 * @param root - top folder of the work tree
 * @throws Error when git cannot list the files
 */
export async function snapshotGeneratedFiles(root: string): Promise<Snapshot> {
  const listed = await git(root, 'ls-files -z --cached --others --exclude-standard'.split(' '));
  const paths = [...new Set(listed.split('\0'))].filter((path) => path !== '');
  const snapshot = new Map<string, string>();
  for (const path of await keepGenerated(root, paths)) {
    const content = await readIfPresent(join(root, path));
    if (content !== undefined) snapshot.set(path, createHash('sha256').update(content).digest('hex'));
  }
  return snapshot;
}

/** What differs between two snapshots, sorted by path. */
export function compareSnapshots(before: Snapshot, after: Snapshot): readonly Drift[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): Drift[] => {
    const [old, current] = [before.get(path), after.get(path)];
    if (old === undefined) return [{ path, kind: 'added' }];
    if (current === undefined) return [{ path, kind: 'removed' }];
    return old === current ? [] : [{ path, kind: 'changed' }];
  });
}

/** Paths per call of git, far below the limit on the length of a command line. */
const PATHS_PER_CALL = 500;

async function keepGenerated(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (let start = 0; start < paths.length; start += PATHS_PER_CALL) {
    const part = paths.slice(start, start + PATHS_PER_CALL);
    // The answer is a flat list of path, attribute, value.
    const fields = (await git(root, ['check-attr', '-z', 'linguist-generated', '--', ...part])).split('\0');
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [path, value] = [fields[at], fields[at + 2]];
      if (path !== undefined && value === 'set') kept.push(path);
    }
  }
  return kept;
}

async function git(root: string, args: readonly string[]): Promise<string> {
  const result = await runCommand('git', args, { output: 'capture', cwd: root });
  if (result.exitCode !== 0) throw new Error(`git ${args[0] ?? ''} failed: ${result.output}`);
  return result.output;
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    // Listed by git, but deleted in the work tree.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
