import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLeafMaker, freshLogKey, publishFolder } from '../cli/audit/testing/published-folder.ts';
import { serveFolder } from '../cli/audit/testing/serve-folder.ts';

const PAGE = path.join(import.meta.dirname, 'verify-the-log.md');
const signer = freshLogKey(randomBytes(32));

let folder: string;
let site: { url: string; close: () => Promise<void> };
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-outsider-'));
  const program = /```js\n(.*?)```/s.exec(await readFile(PAGE, 'utf8'))?.[1];
  if (program === undefined) throw new Error('the page has no program');
  await writeFile(path.join(folder, 'check-log.mjs'), program);
  site = await serveFolder(folder);
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

const publish = (name: string, size: number): Promise<unknown> =>
  publishFolder({ folder: path.join(folder, name), signer, size, leafAt: createLeafMaker(3) });

/** Runs the program of the page. @returns what it prints, or what it says when it fails */
async function check(name: string, key = signer.vkey): Promise<string> {
  const program = path.join(folder, 'check-log.mjs');
  const run = promisify(execFile)(process.execPath, [program, `${site.url}/${name}`, key, 'token']);
  return run.then(
    ({ stdout }) => stdout,
    (error: unknown) => String(error),
  );
}

describe('[R-113] the program for outsiders, which shares no code with the log,', () => {
  test.each([0, 1, 255, 256, 257, 1_000, 3_000])('agrees with a log of %i entries', async (size) => {
    await publish(`good-${String(size)}`, size);
    expect(await check(`good-${String(size)}`)).toContain(`${String(size)} entries, root `);
  });

  test('sees a changed entry, a changed hash and another key', async () => {
    for (const file of ['tile/entries/001', 'tile/0/001']) {
      await publish('changed', 600);
      const bytes = await readFile(path.join(folder, 'changed', file));
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      await writeFile(path.join(folder, 'changed', file), bytes);
      expect(await check('changed')).toContain('is another one');
    }
    await publish('good', 300);
    expect(await check('good', freshLogKey(randomBytes(32)).vkey)).toContain('the log did not sign this checkpoint');
  });
});
