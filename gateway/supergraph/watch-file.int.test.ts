import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { watchFile } from './watch-file.ts';

const EVERY_MS = 5;
let folder = '';
let file = '';
let changes = 0;
let watch: { close(): void };

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lifeready-watch-'));
  file = path.join(folder, 'file');
  writeFileSync(path.join(folder, 'first'), 'first');
  symlinkSync('first', file);
  changes = 0;
  watch = watchFile(file, EVERY_MS, () => {
    changes += 1;
  });
  await until(() => changes === 1);
});

afterEach(() => {
  watch.close();
  rmSync(folder, { recursive: true });
});

test('another content is told', async () => {
  writeFileSync(path.join(folder, 'first'), 'of another length');
  await until(() => changes === 2);
});

test('a file that takes the place of another is told', async () => {
  writeFileSync(path.join(folder, 'new'), 'first');
  renameSync(path.join(folder, 'new'), file);
  await until(() => changes === 2);
});

test('a link that leads elsewhere is told, and a moment without a file is not', async () => {
  unlinkSync(file);
  writeFileSync(path.join(folder, 'second'), 'second');
  symlinkSync('second', file);
  await until(() => changes === 2);
  expect(changes).toBe(2);
});
