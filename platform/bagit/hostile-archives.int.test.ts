import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openBag } from './open-bag.ts';
import { asEntries, problemCodes, sampleFiles, sampleName, withFile, writeBag } from './testing/sample-bag.ts';
import { rawZip } from './testing/zip-bytes.ts';
import type { RawArchive, RawEntry } from './testing/zip-bytes.ts';
import { verifyBag } from './verify-bag.ts';

const good = asEntries(sampleFiles());
const inBag = (name: string, rest: Partial<RawEntry> = {}): RawEntry => ({
  name: `${sampleName}/${name}`,
  data: 'x',
  ...rest,
});
const withEntry = (entry: RawEntry): Buffer => rawZip({ entries: [...good, entry] });
const withArchive = (archive: Partial<RawArchive>): Buffer => rawZip({ entries: good, ...archive });

describe('[R-113] an archive is refused before its content is read', () => {
  test('the hand-made archive that the other cases change is itself good', async () => {
    expect(await problemCodes(rawZip({ entries: good }))).toEqual([]);
    expect(await problemCodes(rawZip({ entries: good.map((entry) => ({ ...entry, deflate: true })) }))).toEqual([]);
  });

  test.each<[string, RawEntry, string]>([
    ['an absolute path', { name: '/etc/passwd', data: 'x' }, 'path.absolute'],
    ['a drive letter', { name: 'C:/x', data: 'x' }, 'path.absolute'],
    ['a path that climbs out', inBag('../../x'), 'path.escape'],
    ['a path that climbs out of data', inBag('data/../../x'), 'path.escape'],
    ['a backslash', inBag('data\\x'), 'path.backslash'],
    ['a name with other characters', inBag('data/a b'), 'path.characters'],
    ['a name that is not ASCII', inBag('data/é'), 'path.characters'],
    ['a control character', inBag('data/a\u001b[2J'), 'path.characters'],
    ['an empty name', { name: '', data: 'x' }, 'path.empty'],
    ['a symbolic link', inBag('data/x', { externalAttributes: 0o120777 * 0x10000 }), 'entry.symlink'],
    ['a device', inBag('data/x', { externalAttributes: 0o020666 * 0x10000 }), 'entry.not_regular'],
    ['a folder entry', inBag('data/x/', { data: '' }), 'entry.not_regular'],
    ['a folder by DOS attribute', inBag('data/x', { externalAttributes: 0x10 }), 'entry.not_regular'],
    ['an encrypted entry', inBag('data/x', { flags: 0x0801 }), 'zip.malformed'],
    ['a strongly encrypted entry', inBag('data/x', { flags: 0x0841 }), 'zip.malformed'],
    [
      'an encrypted entry of plausible size',
      inBag('data/x', { flags: 0x0801, data: 'x'.repeat(13), declaredSize: 1 }),
      'entry.encrypted',
    ],
    ['a masked directory', inBag('data/x', { flags: 0x2800 }), 'entry.encrypted'],
    ['an unknown compression', inBag('data/x', { method: 12 }), 'entry.method'],
    [
      'a second name in an extra field',
      inBag('data/x', { extra: Buffer.from([0x75, 0x70, 0x01, 0x00, 0x01]) }),
      'entry.extra_field',
    ],
    ['a broken extra field', inBag('data/x', { extra: Buffer.from([0x55, 0x54, 0xff, 0xff]) }), 'zip.malformed'],
    ['the same name again', inBag('data/0001-a.txt'), 'name.duplicate'],
    ['the same name in other case', inBag('data/0001-A.TXT'), 'name.duplicate'],
    ['a file below a file', inBag('data/0001-a.txt/x'), 'name.file_and_folder'],
    ['a second top folder', { name: 'other/data/x', data: 'x' }, 'entry.outside_top_folder'],
    ['a file without a folder', { name: 'x', data: 'x' }, 'entry.outside_top_folder'],
    [
      'another name in front of the data',
      inBag('data/x', { localName: `${sampleName}/data/y` }),
      'zip.header_mismatch',
    ],
    ['data shared with another entry', inBag('data/x', { sameDataAs: 0 }), 'zip.overlap'],
    ['an entry dropped from the directory', inBag('data/x', { hidden: true }), 'zip.hidden_bytes'],
    ['a stored entry that declares more than it has', inBag('data/x', { declaredSize: 100 }), 'zip.malformed'],
    ['a declared bomb', inBag('data/x', { data: Buffer.alloc(1_000_000), deflate: true }), 'entry.ratio'],
    ['a declared giant', inBag('data/x', { deflate: true, declaredSize: 0xfffffff0 }), 'entry.ratio'],
  ])('%s', async (_, entry, code) => {
    expect(await problemCodes(withEntry(entry))).toContain(code);
  });

  test.each<[string, Partial<RawArchive>, string]>([
    ['an archive comment', { comment: 'hello' }, 'zip.end_record'],
    ['bytes in front', { prefix: '#!/bin/sh\n' }, 'zip.hidden_bytes'],
    ['fewer entries stated than listed', { statedCount: 3 }, 'zip.malformed'],
    ['more entries stated than listed', { statedCount: 30 }, 'zip.malformed'],
    ['no entries', { entries: [] }, 'bag.empty'],
  ])('%s', async (_, archive, code) => {
    expect(await problemCodes(withArchive(archive))).toContain(code);
  });

  test('a bomb whose declared size is a lie stops at the declared size', async () => {
    const bomb = inBag('data/0001-a.txt', { data: randomBytes(50_000), deflate: true, declaredSize: 10 });
    const entries = [bomb, ...good.filter(({ name }) => name !== bomb.name)];
    expect(await problemCodes(rawZip({ entries }))).toContain('entry.data');
  });

  test('a compressed entry whose data is damaged', async () => {
    const archive = rawZip({ entries: good.map((entry) => ({ ...entry, deflate: true })) });
    archive.fill(0xff, 30 + (good[0]?.name.length ?? 0), 30 + (good[0]?.name.length ?? 0) + 4);
    expect(await problemCodes(archive)).toContain('entry.data');
  });

  test.each([
    ['entries', { maxEntries: 7 }, 'zip.too_many_entries'],
    ['archive bytes', { maxArchiveBytes: 100 }, 'zip.too_large'],
    ['bytes of one file', { maxEntryBytes: 20 }, 'entry.too_large'],
    ['bytes in total', { maxTotalBytes: 100 }, 'bag.too_large'],
    ['bytes held in memory', { maxBufferedBytes: 20 }, 'tagfile.too_large'],
  ])('more %s than the limit', async (_, limits, code) => {
    expect(await problemCodes(rawZip({ entries: good }), limits)).toContain(code);
  });

  test('a ZIP64 end record is read, and refused when it points elsewhere', async () => {
    const zip = rawZip({ entries: good });
    const start = BigInt(zip.readUInt32LE(zip.length - 6));
    expect(await problemCodes(withZip64Record(zip, start))).toEqual([]);
    for (const offset of [start + 1n, BigInt(zip.length), 2n ** 53n, 2n ** 63n]) {
      expect(await problemCodes(withZip64Record(zip, offset))).toEqual(['zip.end_record']);
    }
  });

  test('nothing can be read from it', async () => {
    await withFile(withEntry(inBag('../x')), async (path) => {
      const bag = await openBag(path);
      const report = await verifyBag(bag);
      expect(await report.readEntry('data/0001-a.txt')).toBeNull();
      expect(report.files).toEqual([]);
      await bag.close();
    });
  });
});

describe('[R-113] damage is always found and never thrown', () => {
  test('the archive cut off anywhere', async () => {
    const archive = await writeBag();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: archive.length - 1 }), async (length) => {
        expect(await problemCodes(archive.subarray(0, length))).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('one byte changed anywhere, except in times that nothing depends on', async () => {
    const archive = await writeBag();
    const free = freeBytes(archive);
    const anywhere = fc.nat({ max: archive.length - 1 }).filter((position) => !free.has(position));
    await fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const damaged = Buffer.from(archive);
        damaged.writeUInt8(damaged.readUInt8(position) ^ change, position);
        expect(await problemCodes(damaged)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a file that cannot be read is an error and not a finding', async () => {
    await expect(openBag('/nowhere/bag.zip')).rejects.toMatchObject({ code: 'ENOENT' });
    await withFile(Buffer.from(''), async (path) => {
      await expect(openBag(`${path}/..`)).rejects.toMatchObject({ syscall: expect.any(String) });
    });
  });
});

/**
 * Positions whose value says nothing about content: versions and times in both headers, permission bits and internal
 * attributes in the directory, and data descriptors, which repeat what the directory says.
 */
function freeBytes(archive: Buffer): Set<number> {
  const free = new Set<number>();
  const mark = (start: number, length: number): void => {
    for (let position = start; position < start + length; position++) free.add(position);
  };
  let position = archive.readUInt32LE(archive.length - 6);
  while (archive.readUInt32LE(position) === 0x02014b50) {
    const local = archive.readUInt32LE(position + 42);
    const dataEnd = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt32LE(position + 20);
    mark(local + 4, 2);
    mark(local + 10, 4);
    if ((archive.readUInt16LE(position + 8) & 8) !== 0) mark(dataEnd, 16);
    mark(position + 4, 4);
    mark(position + 12, 4);
    mark(position + 34, 8);
    position += 46 + archive.readUInt16LE(position + 28);
  }
  return free;
}

/** Puts a ZIP64 end record and its locator in front of the classic end record. */
function withZip64Record(zip: Buffer, directoryStart: bigint): Buffer {
  const classic = zip.subarray(-22);
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) record.writeBigUInt64LE(BigInt(classic.readUInt16LE(10)), at);
  record.writeBigUInt64LE(BigInt(classic.readUInt32LE(12)), 40);
  record.writeBigUInt64LE(directoryStart, 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(zip.length - 22), 64);
  record.writeUInt32LE(1, 72);
  return Buffer.concat([zip.subarray(0, -22), record, classic]);
}
