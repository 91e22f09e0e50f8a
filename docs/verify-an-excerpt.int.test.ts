import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNoteSigner } from '#platform/tlog';
import { createSampleKeys } from '../cli/audit/testing/sample-bundle.ts';
import { makeExcerptFile } from '../cli/audit/testing/sample-excerpt.ts';
import { createSmallLog } from '../cli/audit/testing/small-log.ts';

const PAGE = path.join(import.meta.dirname, 'verify-the-log.md');
const keys = createSampleKeys();
type Changes = Parameters<typeof makeExcerptFile>[1];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-outsider-'));
  const programs = [...(await readFile(PAGE, 'utf8')).matchAll(/```js\n(.*?)```/gs)].map(([, program = '']) => program);
  const program = programs.find((text) => text.includes('check-excerpt.mjs'));
  if (program === undefined) throw new Error('the page has no program');
  await writeFile(path.join(folder, 'check-excerpt.mjs'), program);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the program of the page. @returns what it prints, or what it says when it fails */
async function check(changes: Changes = {}, key = keys.log.vkey): Promise<string> {
  const file = path.join(folder, 'excerpt.jsonl');
  await writeFile(file, await makeExcerptFile(createSmallLog(keys.log), changes));
  const run = promisify(execFile)(process.execPath, [path.join(folder, 'check-excerpt.mjs'), file, key]);
  return run.then(
    ({ stdout }) => stdout,
    (error: unknown) => String(error),
  );
}

describe('[R-113] the program for whoever has an excerpt, which shares no code with the log,', () => {
  test('agrees with one about a person, and with one about a case', async () => {
    expect(await check()).toBe('7 entries about ann, 0 withheld: as in the log\n');
    expect(await check({ about: 'Case' })).toBe('4 entries about case-1, 3 withheld: as in the log\n');
  });

  test.each<[string, Changes, string]>([
    ['cut off', { text: (text) => text.slice(0, -90) }, 'Error'],
    ['changed', { text: (text) => text.replace('attach', 'detach') }, 'the file is not whole'],
    ['without an entry', { lines: (lines) => lines.toSpliced(2, 1) }, 'is number 4 of its tenant'],
    [
      'in which somebody who passed it on withheld an entry',
      {
        about: 'Case',
        lines: ([one = {}, two = {}, ...rest]) => [
          { ...two, withheld: Number(two['withheld']) + Number(one['withheld']) + 1 },
          ...rest,
        ],
        header: (said) => ({ ...said, entries: 3, withheld: 4 }),
      },
      'more was disclosed than is here',
    ],
    ['without its last entry', { lines: (lines) => lines.slice(0, -1) }, 'the end is missing'],
    ['with an entry twice', { lines: ([one = {}, ...rest]) => [one, one, ...rest] }, 'is number 1 of its tenant'],
    [
      'with an entry changed',
      { lines: (lines) => lines.map((line) => ({ ...line, leaf: String(line['leaf']).replace('attach', 'detach') })) },
      'is not in the log',
    ],
    [
      'that announces other numbers',
      { about: 'Case', header: (said) => ({ ...said, withheld: 0 }) },
      'other numbers were announced',
    ],
    [
      'that withholds something from a person who is alone',
      { entries: (all) => all.map((entry, at) => (at === 4 ? { ...entry, disclosed: false } : entry)) },
      'are withheld from whom they are about',
    ],
    ['about somebody else', { detail: { about: 'Case' } }, 'is about something else'],
  ])('refuses one %s', async (_what, changes, reason) => {
    expect(await check(changes)).toContain(reason);
  });

  test('refuses the log of somebody else', async () => {
    const stranger = createNoteSigner({ name: keys.log.name, seed: randomBytes(32) });
    expect(await check({}, stranger.vkey)).toContain('the log did not sign this checkpoint');
  });
});
