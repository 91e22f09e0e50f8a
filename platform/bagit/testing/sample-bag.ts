import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createBagWriter } from '../bag-writer.ts';
import type { BagLimits } from '../limits.ts';
import { openBag } from '../open-bag.ts';
import { verifyBag } from '../verify-bag.ts';
import type { RawEntry } from './zip-bytes.ts';

export const sampleName = '0192f6d0-0000-7000-8000-000000000001';
export const sampleOptions = { name: sampleName, baggingDate: '2026-11-22', externalIdentifier: 'sample 1' };

/** Payload of the sample bag. */
export const samplePayload: Readonly<Record<string, string>> = {
  'data/0001-a.txt': 'first file\n',
  'data/0002-b.txt': 'second file\n',
  'data/deeper/index.json': '{}',
};

/** A whole bag from the real writer. */
export async function writeBag(
  payload = samplePayload,
  unlisted: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const writer = createBagWriter(sampleOptions);
  const archive = buffer(writer.output);
  for (const [path, text] of Object.entries(payload)) await writer.addPayload({ path, body: Buffer.from(text) });
  await writer.seal();
  for (const [path, text] of Object.entries(unlisted)) writer.addUnlisted({ path, body: Buffer.from(text) });
  writer.finish();
  return archive;
}

/** Text of every file of a good bag by path inside the top folder; a test changes what it likes and packs it with `pack`. */
export function sampleFiles(payload = samplePayload): Map<string, string> {
  const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
  const lines = (algorithm: string, files: Iterable<[string, string]>): string =>
    [...files].map(([path, text]) => `${hash(algorithm, text)}  ${path}\n`).join('');
  const files = new Map(Object.entries(payload));
  const oxum = `${String([...files.values()].join('').length)}.${String(files.size)}`;
  const tags = new Map([
    ['manifest-sha512.txt', lines('sha512', files)],
    ['manifest-sha256.txt', lines('sha256', files)],
    ['bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'],
    ['bag-info.txt', `Bagging-Date: 2026-11-22\nPayload-Oxum: ${oxum}\nExternal-Identifier: sample 1\n`],
  ]);
  return new Map([...files, ...tags, ['tagmanifest-sha256.txt', lines('sha256', tags)]]);
}

/** Rewrites the tag manifest, so that a test which changes a tag file gets past the tag checksums. */
export function resealed(files: Map<string, string>): Map<string, string> {
  const tags = [...files.keys()].filter((path) => !path.startsWith('data/') && path !== 'tagmanifest-sha256.txt');
  const lines = tags.map(
    (path) =>
      `${createHash('sha256')
        .update(files.get(path) ?? '')
        .digest('hex')}  ${path}\n`,
  );
  return files.set('tagmanifest-sha256.txt', lines.join(''));
}

/** Files as entries of a hand-made archive. */
export function asEntries(files: ReadonlyMap<string, string>): RawEntry[] {
  return [...files].map(([path, data]) => ({ name: `${sampleName}/${path}`, data }));
}

/** Writes `archive` to a temporary file and passes its path to `use`. */
export async function withFile<T>(archive: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bagit-'));
  try {
    const path = join(folder, 'bag.zip');
    await writeFile(path, archive);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Problem codes that opening and verifying `archive` gives, each once, sorted. */
export async function problemCodes(
  archive: Buffer,
  limits: Partial<BagLimits> = {},
  allowedUnlisted: readonly string[] = [],
): Promise<string[]> {
  return withFile(archive, async (path) => {
    const bag = await openBag(path, limits);
    try {
      const report = await verifyBag(bag, { allowedUnlisted });
      if (report.ok !== (report.problems.length === 0)) throw new Error('ok and problems disagree');
      return [...new Set(report.problems.map(({ code }) => code))].sort();
    } finally {
      await bag.close();
    }
  });
}
