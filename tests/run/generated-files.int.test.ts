import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { compareSnapshots, snapshotGeneratedFiles } from './generated-files.ts';
import { runCommand } from './run-command.ts';

describe('drift of generated files', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lifeready-drift-'));
    await runCommand('git', ['init', '--quiet'], { output: 'capture', cwd: root });
    await mkdir(join(root, 'generated'));
    await writeFile(join(root, '.gitattributes'), '**/generated/** linguist-generated\n');
    await writeFile(join(root, '.gitignore'), '*.log\n');
    await writeFile(join(root, 'generated/kept.ts'), 'kept');
    await writeFile(join(root, 'generated/stale.ts'), 'old');
    await writeFile(join(root, 'generated/leftover.ts'), 'old');
    await writeFile(join(root, 'hand-written.ts'), 'old');
    await runCommand('git', ['add', '.'], { output: 'capture', cwd: root });
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  test('[R-187] names what a generator added, changed and removed, and nothing else', async () => {
    const before = await snapshotGeneratedFiles(root);
    await writeFile(join(root, 'generated/stale.ts'), 'new');
    await writeFile(join(root, 'generated/fresh.ts'), 'new');
    await writeFile(join(root, 'generated/run.log'), 'ignored');
    await writeFile(join(root, 'hand-written.ts'), 'new');
    await rm(join(root, 'generated/leftover.ts'));
    expect(compareSnapshots(before, await snapshotGeneratedFiles(root))).toEqual([
      { path: 'generated/fresh.ts', kind: 'added' },
      { path: 'generated/leftover.ts', kind: 'removed' },
      { path: 'generated/stale.ts', kind: 'changed' },
    ]);
  });

  test('does not mind a tree with uncommitted changes', async () => {
    await writeFile(join(root, 'generated/stale.ts'), 'right, but not committed');
    const before = await snapshotGeneratedFiles(root);
    expect(compareSnapshots(before, await snapshotGeneratedFiles(root))).toEqual([]);
  });

  test('fails loudly outside a repository', async () => {
    await expect(snapshotGeneratedFiles(join(root, 'missing'))).rejects.toThrow('git ls-files failed');
  });
});
