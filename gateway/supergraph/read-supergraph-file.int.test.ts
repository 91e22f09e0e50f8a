import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_SUPERGRAPH_BYTES, readSupergraphFile } from './read-supergraph-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-supergraph-'));
const at = (name: string): string => path.join(folder, name);

beforeAll(() => {
  writeFileSync(at('text'), 'type Query { größe: Int }');
  symlinkSync('text', at('link'));
  mkdirSync(at('folder'));
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('/dev/zero', at('endless'));
  for (const [name, bytes] of [
    ['largest', MAX_SUPERGRAPH_BYTES],
    ['larger', MAX_SUPERGRAPH_BYTES + 1],
  ] as const) {
    writeFileSync(at(name), '');
    truncateSync(at(name), bytes);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the file of a supergraph', () => {
  test.each(['text', 'link'])('is read as text: %s', async (name) => {
    expect(await readSupergraphFile(at(name))).toBe('type Query { größe: Int }');
  });

  test('is read up to the largest size', async () => {
    expect(await readSupergraphFile(at('largest'))).toHaveLength(MAX_SUPERGRAPH_BYTES);
  });

  test.each([
    ['larger', 'more than'],
    ['endless', 'not a regular file'],
    ['pipe', 'not a regular file'],
    ['folder', 'not a regular file'],
    ['nothing', 'ENOENT'],
  ])('is refused when it is %s', async (name, reason) => {
    await expect(readSupergraphFile(at(name))).rejects.toThrow(reason);
  });
});
