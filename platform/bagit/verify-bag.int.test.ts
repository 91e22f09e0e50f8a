import { describe, expect, test } from '@jest/globals';
import { asEntries, problemCodes, resealed, sampleFiles, writeBag } from './testing/sample-bag.ts';
import { rawZip } from './testing/zip-bytes.ts';

type Change = (files: Map<string, string>) => Map<string, string>;

const pack = (change: Change): Buffer => rawZip({ entries: asEntries(change(sampleFiles())) });
const set =
  (path: string, text: string): Change =>
  (files) =>
    files.set(path, text);
const edit =
  (path: string, change: (text: string) => string): Change =>
  (files) =>
    files.set(path, change(files.get(path) ?? ''));
const remove =
  (path: string): Change =>
  (files) => {
    files.delete(path);
    return files;
  };
const rename =
  (from: string, to: string): Change =>
  (files) =>
    remove(from)(files.set(to, files.get(from) ?? ''));
/** The change, with a tag manifest that was made after it, as an attacker would. */
const sealedAfter =
  (change: Change): Change =>
  (files) =>
    resealed(change(files));

const sha512 = 'manifest-sha512.txt';
const sha256 = 'manifest-sha256.txt';
const firstLine = (text: string): string => `${text.split('\n')[0] ?? ''}\n`;

describe('[R-113] a bag is refused', () => {
  test.each<[string, Change, string]>([
    ['a changed byte in a payload file', set('data/0001-a.txt', 'First file\n'), 'payload.checksum'],
    ['a shortened payload file', set('data/0001-a.txt', 'first'), 'payload.checksum'],
    ['a deleted payload file', remove('data/0002-b.txt'), 'payload.missing'],
    ['an added payload file', set('data/0003-c.txt', 'x'), 'payload.unlisted'],
    ['a renamed payload file', rename('data/0001-a.txt', 'data/0009-a.txt'), 'payload.missing'],
    [
      'two payload files exchanged',
      (files) => set('data/0001-a.txt', 'second file\n')(set('data/0002-b.txt', 'first file\n')(files)),
      'payload.checksum',
    ],
    [
      'no payload',
      (files) => remove('data/deeper/index.json')(remove('data/0001-a.txt')(remove('data/0002-b.txt')(files))),
      'bag.no_payload',
    ],
    [
      'a line missing in one manifest',
      sealedAfter(edit(sha512, (text) => text.slice(firstLine(text).length))),
      'payload.unlisted',
    ],
    [
      'a line missing in the other manifest',
      sealedAfter(edit(sha256, (text) => text.slice(firstLine(text).length))),
      'payload.unlisted',
    ],
    [
      'an extra manifest line',
      sealedAfter(edit(sha256, (text) => `${text}${'0'.repeat(64)}  data/none\n`)),
      'payload.missing',
    ],
    ['a manifest line twice', sealedAfter(edit(sha256, (text) => text + firstLine(text))), 'manifest.duplicate_line'],
    [
      'a manifest line that leaves the bag',
      sealedAfter(edit(sha256, (text) => `${text}${'0'.repeat(64)}  data/../../x\n`)),
      'manifest.bad_path',
    ],
    [
      'a payload manifest that lists a tag file',
      sealedAfter(edit(sha256, (text) => `${text}${'0'.repeat(64)}  bagit.txt\n`)),
      'payload.missing',
    ],
    [
      'a wrong hash in one manifest only',
      sealedAfter(edit(sha512, (text) => text.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))),
      'payload.checksum',
    ],
    [
      'a manifest line with an upper-case hash',
      sealedAfter(edit(sha256, (text) => text.toUpperCase().replaceAll('DATA', 'data'))),
      'manifest.malformed_line',
    ],
    ['a manifest without its last LF', sealedAfter(edit(sha256, (text) => text.slice(0, -1))), 'manifest.bad_path'],
    [
      'a manifest with CR LF',
      sealedAfter(edit(sha256, (text) => text.replaceAll('\n', '\r\n'))),
      'manifest.malformed_line',
    ],
    [
      'a manifest changed after sealing',
      edit(sha256, (text) => text.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))),
      'tagmanifest.checksum',
    ],
    ['a missing manifest', remove(sha512), 'tagfile.missing'],
    ['a missing tag manifest', remove('tagmanifest-sha256.txt'), 'tagfile.missing'],
    ['a missing bagit.txt', remove('bagit.txt'), 'tagfile.missing'],
    ['a manifest of another algorithm', set('manifest-md5.txt', ''), 'tagfile.unexpected'],
    ['a listed but unknown tag file', sealedAfter(set('notes.txt', 'x')), 'tagfile.unexpected'],
    ['files to fetch from elsewhere', set('fetch.txt', ''), 'bag.fetch'],
    ['an unlisted file that was not allowed', set('signature.note', 'x'), 'tagfile.unexpected'],
    [
      'a tag manifest without a tag file',
      edit('tagmanifest-sha256.txt', (text) => text.slice(firstLine(text).length)),
      'tagmanifest.missing_line',
    ],
    [
      'a tag manifest with another file',
      edit('tagmanifest-sha256.txt', (text) => `${text}${'0'.repeat(64)}  data/0001-a.txt\n`),
      'tagmanifest.extra_line',
    ],
    [
      'an older version of the format',
      sealedAfter(edit('bagit.txt', (text) => text.replace('1.0', '0.97'))),
      'tagfile.content',
    ],
    ['a byte order mark', sealedAfter(edit('bagit.txt', (text) => `\uFEFF${text}`)), 'tagfile.content'],
    ['a wrong Payload-Oxum', sealedAfter(edit('bag-info.txt', (text) => text.replace('.3\n', '.4\n'))), 'baginfo.oxum'],
    [
      'a missing Payload-Oxum',
      sealedAfter(edit('bag-info.txt', (text) => text.replace(/Payload-Oxum.*\n/, ''))),
      'baginfo.missing_label',
    ],
    ['a label twice', sealedAfter(edit('bag-info.txt', (text) => text + firstLine(text))), 'baginfo.duplicate_label'],
    ['a folded line', sealedAfter(edit('bag-info.txt', (text) => `${text}  more\n`)), 'baginfo.malformed_line'],
  ])('%s', async (_, change, code) => {
    expect(await problemCodes(pack(change))).toContain(code);
  });

  test('a tag file that is not UTF-8', async () => {
    const entries = asEntries(sampleFiles()).map((entry) =>
      entry.name.endsWith('bag-info.txt') ? { ...entry, data: Buffer.from([0xff, 0xfe, 0x0a]) } : entry,
    );
    expect(await problemCodes(rawZip({ entries }))).toContain('tagfile.content');
  });

  test('an allowed unlisted file is accepted, but not once the tag manifest lists it', async () => {
    const allowed = ['signature.note'];
    expect(await problemCodes(await writeBag(undefined, { 'signature.note': 'x' }), {}, allowed)).toEqual([]);
    expect(await problemCodes(pack(sealedAfter(set('signature.note', 'x'))), {}, allowed)).toEqual([
      'tagmanifest.extra_line',
    ]);
  });
});
