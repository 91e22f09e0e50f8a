import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCheckpoint, parseEntryBundle, parsePolicy, serialiseEntryBundle, signNote } from '#platform/tlog';
import { createLeafMaker, freshLogKey, makeLeaf, publishFolder } from '../testing/published-folder.ts';
import { createFolderSource } from './folder-source.ts';
import { fsck } from './fsck.ts';
import { CannotCheckError } from './log-source.ts';
import type { FsckOptions } from './fsck.ts';
import type { FsckReport } from './fsck-report.ts';

const signer = freshLogKey(randomBytes(32));
const policy = parsePolicy(`log ${signer.vkey}\nquorum none\n`);
const SIZE = 3 * 256 + 40;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-fsck-'));
});
afterEach(() => rm(folder, { recursive: true }));

const leavesOf = (size: number, tenants = 3): Buffer[] => {
  const leafAt = createLeafMaker(tenants);
  return Array.from({ length: size }, (_, index) => leafAt(index));
};
/** Publishes a log of these entries: a tree, tiles, bundles and a signature that fit them. */
const publish = (leaves: readonly Buffer[]): Promise<{ root: Buffer; checkpoint: Buffer }> =>
  publishFolder({ folder, signer, size: leaves.length, leafAt: (index) => leaves[index] ?? Buffer.of() });
const check = (options: Partial<FsckOptions> = {}): Promise<FsckReport> =>
  fsck({
    source: createFolderSource(folder),
    policy,
    hashesOnly: false,
    atOnce: 4,
    now: () => performance.now(),
    ...options,
  });
const at = (name: string): string => path.join(folder, name);

describe('[R-113] a good log', () => {
  test.each([0, 1, 2, 255, 256, 257, 512, SIZE, 66_000])('of %i entries is verified', async (size) => {
    const { root } = await publish(leavesOf(size));
    expect(await check()).toMatchObject({
      verdict: 'verified',
      log: { origin: signer.name, size, root: root.toString('base64') },
      entries: size,
      tenants: Math.min(3, size),
      findings: [],
    });
    expect(await check({ hashesOnly: true })).toMatchObject({ verdict: 'verified', entries: null, tenants: null });
  });

  test('continues each of its older checkpoints', async () => {
    const leaves = leavesOf(SIZE);
    for (const size of [0, 1, 255, 256, 257, 600, 768, SIZE]) {
      const { checkpoint } = await publish(leaves.slice(0, size));
      await publish(leaves);
      for (const hashesOnly of [false, true])
        expect(await check({ since: checkpoint, hashesOnly })).toMatchObject({ verdict: 'verified', continues: size });
    }
  });

  test('without a policy is consistent, and trusted by nobody', async () => {
    await publish(leavesOf(300));
    expect(await check({ policy: null })).toMatchObject({ verdict: 'untrusted', entries: 300, findings: [] });
  });

  test('may have full tiles where its checkpoint speaks of partial ones', async () => {
    const leaves = leavesOf(SIZE);
    const { checkpoint } = await publish(leaves.slice(0, 300));
    await rm(at('tile'), { recursive: true });
    await publish(leaves);
    await writeFile(at('checkpoint'), checkpoint);
    expect(await readdir(at('tile/0'))).not.toContain('001.p');
    // The one tile above: its partial width of then is gone, and the full one is not there yet.
    const missing = await check();
    expect(missing.findings).toEqual(['tile/1/000.p/1 is missing']);
    await writeFile(at('tile/1/000.p/1'), (await readFile(at('tile/1/000.p/3'))).subarray(0, 32));
    expect(await check()).toMatchObject({ verdict: 'verified', entries: 300 });
  });
});

describe('[R-113] files that were changed behind the signature', () => {
  const bundleOf = async (index: number): Promise<Buffer[]> =>
    parseEntryBundle(await readFile(at(`tile/entries/00${String(index)}`)), 256);
  const replaceBundle = async (index: number, change: (entries: Buffer[]) => Buffer[]): Promise<void> => {
    await writeFile(at(`tile/entries/00${String(index)}`), serialiseEntryBundle(change(await bundleOf(index))));
  };

  test.each([
    [
      'a changed field',
      (leaves: Buffer[]) => leaves.with(7, swap(leaves[7], '"outcome":"OK"', '"outcome":"NO"')),
      'entry 263',
    ],
    ['a deleted entry', (leaves: Buffer[]) => leaves.toSpliced(7, 1), 'tile/entries/001'],
    ['an inserted entry', (leaves: Buffer[]) => leaves.toSpliced(7, 0, Buffer.from('{}')).slice(0, 256), 'entry 263'],
    [
      'reordered entries',
      (leaves: Buffer[]) => [...leaves.slice(0, 7), ...leaves.slice(7, 9).reverse(), ...leaves.slice(9)],
      'entry 263',
    ],
    ['a duplicated entry', (leaves: Buffer[]) => leaves.with(8, leaves[7] ?? Buffer.of()), 'entry 264'],
    [
      'one entry more',
      (leaves: Buffer[]) => leaves.toSpliced(0, 1, Buffer.from('{}'), leaves[0] ?? Buffer.of()).slice(0, 256),
      'entry 256',
    ],
  ])('%s is found, and where', async (_what, change, where) => {
    await publish(leavesOf(SIZE));
    await replaceBundle(1, change);
    const { verdict, findings } = await check();
    expect(verdict).toBe('failed');
    expect(findings[0]).toContain(where);
  });

  test.each(['tile/0/001', 'tile/entries/002', 'tile/0/003.p/40', 'tile/entries/003.p/40', 'tile/1/000.p/3'])(
    'a missing %s is found',
    async (file) => {
      await publish(leavesOf(SIZE));
      await rm(at(file));
      const { verdict, findings } = await check();
      expect(verdict).toBe('failed');
      expect(findings).toContain(`${file} is missing`);
    },
  );

  test('any byte of any file', async () => {
    await publish(leavesOf(SIZE));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    expect(files).toHaveLength(1 + 4 + 4 + 1);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (file, where, change) => {
          const good = await readFile(file);
          const bad = Buffer.from(good);
          bad[where % bad.length] = (bad[where % bad.length] ?? 0) ^ change;
          await writeFile(file, bad);
          const report = await check();
          await writeFile(file, good);
          expect(report.verdict).toBe('failed');
          expect(report.findings.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 120 },
    );
    expect(await check()).toMatchObject({ verdict: 'verified' });
  });

  test('a file that is cut off or goes on', async () => {
    await publish(leavesOf(SIZE));
    for (const file of ['tile/0/000', 'tile/entries/000', 'tile/1/000.p/3']) {
      const good = await readFile(at(file));
      await truncate(at(file), good.length - 1);
      expect(await check()).toMatchObject({ verdict: 'failed' });
      await writeFile(at(file), good);
    }
    const bundle = await readFile(at('tile/entries/000'));
    await writeFile(at('tile/entries/000'), Buffer.concat([bundle, Buffer.of(0, 0)]));
    expect((await check()).findings[0]).toContain('more than 256 entries');
  });

  test('tiles of the tree alone, when entries are not looked at', async () => {
    await publish(leavesOf(SIZE));
    const tile = await readFile(at('tile/0/001'));
    tile[5] = (tile[5] ?? 0) ^ 1;
    await writeFile(at('tile/0/001'), tile);
    expect((await check({ hashesOnly: true })).findings).toEqual([
      'the root of the checkpoint is not that of the tiles',
      'tile/1/000.p/3 does not follow from the tiles below it',
    ]);
  });

  test('so many that the rest is not looked at', async () => {
    await publish(leavesOf(SIZE));
    await rename(at('tile/entries/001'), at('tile/entries/kept'));
    await writeFile(at('tile/entries/001'), await readFile(at('tile/entries/002')));
    expect((await check()).findings).toHaveLength(100);
  });
});

describe('[R-113] a history that was rewritten and signed again', () => {
  test.each([
    [
      'a changed field',
      (leaves: Buffer[]) => leaves.with(30, swap(leaves[30], '"outcome":"OK"', '"outcome":"NO"')),
      'entry 33 does not follow the entry before',
    ],
    ['a deleted entry', (leaves: Buffer[]) => leaves.toSpliced(30, 1), 'entry 32 is number 12 of tenant'],
    [
      'an inserted entry',
      (leaves: Buffer[]) => leaves.toSpliced(30, 0, leaves[3] ?? Buffer.of()),
      'entry 30 is number 2 of tenant',
    ],
    [
      'reordered entries',
      (leaves: Buffer[]) => leaves.toSpliced(30, 4, ...leaves.slice(30, 34).reverse()),
      'entry 30 is number 12 of tenant',
    ],
    [
      'a duplicated entry',
      (leaves: Buffer[]) => leaves.toSpliced(31, 0, leaves[30] ?? Buffer.of()),
      'entry 31 is number 11 of tenant',
    ],
    [
      'an entry of an earlier time',
      (leaves: Buffer[]) => relinked(leaves, 30, { recorded_at: '2020-01-01T00:00:00.000Z' }),
      'was recorded at 2020-01-01T00:00:00.000Z',
    ],
    [
      'an entry that is not canonical JSON',
      (leaves: Buffer[]) => leaves.with(99, swap(leaves[99], '{"action"', '{ "action"')),
      'entry 99 is not canonical JSON',
    ],
    [
      'an entry with a name twice',
      (leaves: Buffer[]) => leaves.with(99, swap(leaves[99], '"v":2}', '"v":2,"v":2}')),
      'entry 99 is not canonical JSON',
    ],
    ['an entry that is no JSON', (leaves: Buffer[]) => leaves.with(99, Buffer.from('entry')), 'entry 99 is not JSON'],
    [
      'an entry that is not UTF-8',
      (leaves: Buffer[]) => leaves.with(99, Buffer.of(0x22, 0xff, 0x22)),
      'entry 99 is not JSON',
    ],
    [
      'an entry without a tenant',
      (leaves: Buffer[]) =>
        leaves.with(
          99,
          makeLeaf({ index: 99, recorded_at: '2026-11-23T00:00:00.000Z', tenant_prev: '0'.repeat(64), tenant_seq: 1 }),
        ),
      'entry 99 has no tenant_ref',
    ],
    ['a first entry that is not number 1', (leaves: Buffer[]) => leaves.slice(3), 'entry 0 is number 2 of tenant'],
  ])('%s is found', async (_what, change, finding) => {
    await publish(change(leavesOf(SIZE)));
    const { verdict, findings } = await check();
    expect(verdict).toBe('failed');
    expect(findings.find((text) => text.includes(finding))).toBeDefined();
  });

  test('to the last hash is told from the old one by anybody who kept a checkpoint', async () => {
    const { checkpoint } = await publish(leavesOf(SIZE));
    for (const size of [SIZE, SIZE + 500]) {
      await publish(leavesOf(size, 4));
      expect(await check()).toMatchObject({ verdict: 'verified' });
      expect(await check({ since: checkpoint })).toMatchObject({ verdict: 'failed', continues: null });
    }
  });

  test('cut at its end is told by anybody who kept a checkpoint', async () => {
    const leaves = leavesOf(SIZE);
    const { checkpoint } = await publish(leaves);
    await publish(leaves.slice(0, -1));
    expect((await check({ since: checkpoint })).findings).toEqual([
      'the log has been cut: it had 808 entries and has 807',
    ]);
  });

  test('two checkpoints of one size have one root', async () => {
    const { checkpoint } = await publish(leavesOf(SIZE));
    await publish(leavesOf(SIZE, 5));
    expect((await check({ since: checkpoint })).findings).toEqual([
      'two histories: both checkpoints have 808 entries, and different roots',
    ]);
  });
});

describe('[R-113] the checkpoint', () => {
  const head = async (): Promise<{ size: number; root: Buffer }> => ({
    root: (await publish(leavesOf(300))).root,
    size: 300,
  });

  test.each([
    ['another root', { root: Buffer.alloc(32, 1) }],
    ['fewer entries than its root has', { size: 299 }],
    ['more entries than there are', { size: 301 }],
  ])('signed over %s is found', async (_what, change) => {
    const text = formatCheckpoint({ origin: signer.name, ...(await head()), ...change });
    await writeFile(at('checkpoint'), signNote(text, signer));
    expect(await check()).toMatchObject({ verdict: 'failed' });
  });

  test('of another key, of another log, or unsigned by any trusted key is refused', async () => {
    const other = freshLogKey(randomBytes(32));
    const elsewhere = freshLogKey(randomBytes(32), 'elsewhere.example.test');
    const ofThis = formatCheckpoint({ origin: signer.name, ...(await head()) });
    const ofOther = formatCheckpoint({ origin: elsewhere.name, ...(await head()) });
    const notes = [
      signNote(ofThis, other),
      signNote(ofOther, elsewhere),
      signNote(ofOther, signer),
      Buffer.from(ofThis),
      Buffer.from('nonsense'),
    ];
    for (const note of notes) {
      await writeFile(at('checkpoint'), note);
      expect(await check()).toMatchObject({ verdict: 'failed' });
    }
  });

  test('may have signatures of unknown types and keys beside a good one, but none that is bad', async () => {
    const text = formatCheckpoint({ origin: signer.name, ...(await head()) });
    const good = signNote(text, signer);
    const unknown = (name: string, bytes: Buffer): Buffer => Buffer.from(`— ${name} ${bytes.toString('base64')}\n`);
    const futureType = unknown(signer.name, randomBytes(2_432));
    await writeFile(
      at('checkpoint'),
      Buffer.concat([good, futureType, unknown('witness.example.test', randomBytes(76))]),
    );
    expect(await check()).toMatchObject({ verdict: 'verified' });
    await writeFile(at('checkpoint'), Buffer.concat([Buffer.from(`${text}\n`), futureType]));
    expect((await check()).findings[0]).toContain('no_known_signature');
    const bad = unknown(signer.name, Buffer.concat([Buffer.from(signer.keyId, 'hex'), randomBytes(64)]));
    await writeFile(at('checkpoint'), Buffer.concat([good, bad]));
    expect((await check()).findings[0]).toContain('invalid_signature');
  });
});

describe('[R-074] a hostile folder', () => {
  test('a symbolic link is not followed', async () => {
    await publish(leavesOf(300));
    await rename(at('tile/0/000'), at('elsewhere'));
    await symlink(at('elsewhere'), at('tile/0/000'));
    await expect(check()).rejects.toThrow(CannotCheckError);
  });

  test('a file of any size is not read into memory', async () => {
    await publish(leavesOf(300));
    for (const file of ['checkpoint', 'tile/0/000', 'tile/entries/000']) {
      const good = await readFile(at(file));
      await truncate(at(file), 40 * 1_048_576);
      await expect(check()).rejects.toThrow('larger than it can be');
      await writeFile(at(file), good);
    }
  });

  test('a folder in the place of a file says nothing about the log', async () => {
    await publish(leavesOf(300));
    await rm(at('tile/0/000'));
    await symlink('/', at('tile/0/link'));
    await rename(at('tile/entries'), at('tile/0/000'));
    await expect(check()).rejects.toThrow(CannotCheckError);
    await expect(check({ source: createFolderSource(at('nowhere')) })).rejects.toThrow('no file checkpoint');
  });
});

function swap(leaf: Buffer | undefined, from: string, to: string): Buffer {
  const text = String(leaf);
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to));
}

/** The log with one entry changed and left in its chain: it is the last of its tenant. */
function relinked(leaves: readonly Buffer[], index: number, change: Readonly<Record<string, unknown>>): Buffer[] {
  const leaf = JSON.parse(String(leaves[index])) as Record<string, unknown>;
  const links = { recorded_at: leaf['recorded_at'], tenant_prev: leaf['tenant_prev'], tenant_ref: leaf['tenant_ref'] };
  return [...leaves.slice(0, index), makeLeaf({ index, ...links, tenant_seq: leaf['tenant_seq'], ...change })];
}
