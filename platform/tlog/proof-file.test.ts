import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCheckpoint } from './checkpoint.ts';
import { leafHash } from './hashing.ts';
import { signNote } from './note.ts';
import { formatProofFile, parseProofFile, verifyProofFile } from './proof-file.ts';
import { referencePath, referenceRoot } from './testing/reference-tree.ts';
import { freshSigner, refusal } from './testing/keys.ts';

const ORIGIN = 'example.org/log';
const LOG = freshSigner(ORIGIN);
const ENTRIES = Array.from({ length: 13 }, (_, at) => Buffer.from(`entry ${at}`));
const HASHES = ENTRIES.map(leafHash);
const CHECKPOINT = signNote(formatCheckpoint({ origin: ORIGIN, size: 13, root: referenceRoot(HASHES) }), LOG);

function fileFor(index: number, extra?: Buffer): Buffer {
  const proof = referencePath(index, HASHES);
  return formatProofFile({ index, proof, checkpoint: CHECKPOINT, ...(extra === undefined ? {} : { extra }) });
}

function verify(file: Uint8Array, leaf: Buffer | undefined, verifiers = [LOG.verifier], origin = ORIGIN) {
  return verifyProofFile({ file, leaf: leaf ?? Buffer.alloc(0), verifiers, origin });
}

describe('proof file', () => {
  test('has the C2SP form', () => {
    const file = fileFor(12, Buffer.from('hello')).toString();
    const [path] = referencePath(12, HASHES);
    expect(file.startsWith('c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 12\n')).toBe(true);
    expect(file).toContain(`index 12\n${path?.toString('base64') ?? ''}\n`);
    expect(file.endsWith(`\n\n${CHECKPOINT.toString()}`)).toBe(true);
  });

  test('[R-112] every entry proves itself', () => {
    ENTRIES.forEach((leaf, index) => {
      expect(verify(fileFor(index), leaf)).toEqual({ index, size: 13, root: referenceRoot(HASHES) });
    });
    const only = signNote(formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(Buffer.from('only')) }), LOG);
    const file = formatProofFile({ index: 0, proof: [], checkpoint: only });
    expect(verify(file, Buffer.from('only'))).toMatchObject({ index: 0, size: 1 });
  });

  test('survives being written and read', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    const extra = fc.option(
      fc.uint8Array({ minLength: 1, maxLength: 99 }).map((bytes) => Buffer.from(bytes)),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 64 }), extra, (index, proof, data) => {
        const file = { index, proof, checkpoint: CHECKPOINT, ...(data === undefined ? {} : { extra: data }) };
        expect(parseProofFile(formatProofFile(file))).toEqual(file);
      }),
    );
  });

  test('every changed byte fails, save in the extra data, which nothing covers', () => {
    const file = fileFor(6);
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(at) ^ change, at);
        expect(refusal(() => verify(changed, ENTRIES[6]))).not.toBe('accepted');
      }),
      { numRuns: 600 },
    );
    expect(verify(fileFor(6, Buffer.from('whatever')), ENTRIES[6])).toMatchObject({ index: 6 });
  });

  test('another entry, index or order of hashes is not proven', () => {
    expect(refusal(() => verify(fileFor(6), ENTRIES[7]))).toBe('inclusion_not_proven');
    const proof = referencePath(6, HASHES);
    for (const index of [0, 4, 7, 12, 13, 2 ** 40]) {
      const file = formatProofFile({ index, proof, checkpoint: CHECKPOINT });
      expect(refusal(() => verify(file, ENTRIES[6]))).toBe('inclusion_not_proven');
    }
    for (const changed of [proof.toReversed(), proof.slice(1), [...proof, HASHES[0] ?? Buffer.alloc(32)]]) {
      const file = formatProofFile({ index: 6, proof: changed, checkpoint: CHECKPOINT });
      expect(refusal(() => verify(file, ENTRIES[6]))).toBe('inclusion_not_proven');
    }
  });

  test('another log, an unknown key and a forged checkpoint are refused', () => {
    const stranger = freshSigner(ORIGIN);
    expect(refusal(() => verify(fileFor(6), ENTRIES[6], [LOG.verifier], 'example.org/other'))).toBe('wrong_origin');
    expect(refusal(() => verify(fileFor(6), ENTRIES[6], [stranger.verifier]))).toBe('no_known_signature');
    const forged = Buffer.from(CHECKPOINT.toString().replace('\n13\n', '\n14\n'));
    const file = formatProofFile({ index: 6, proof: referencePath(6, HASHES), checkpoint: forged });
    expect(refusal(() => verify(file, ENTRIES[6]))).toBe('invalid_signature');
  });

  const note = CHECKPOINT.toString();
  const head = 'c2sp.org/tlog-proof@v1';
  const hash = Buffer.alloc(32, 1).toString('base64');
  test.each([
    ['nothing', ''],
    ['another header', `c2sp.org/tlog-proof@v2\nindex 0\n\n${note}`],
    ['CR LF', `${head}\r\nindex 0\r\n\r\n${note}`],
    ['no empty line', `${head}\nindex 0\n`],
    ['no index', `${head}\n\n${note}`],
    ['a hash for an index', `${head}\n${hash}\n\n${note}`],
    ['an index that is no number', `${head}\nindex one\n\n${note}`],
    ['a negative index', `${head}\nindex -5\n\n${note}`],
    ['an index with a leading zero', `${head}\nindex 05\n\n${note}`],
    ['an index beyond 2^53 - 1', `${head}\nindex 9007199254740992\n\n${note}`],
    ['extra data that is no base64', `${head}\nextra !!\nindex 0\n\n${note}`],
    ['empty extra data', `${head}\nextra \nindex 0\n\n${note}`],
    ['extra data after the index', `${head}\nindex 0\nextra aGVsbG8=\n\n${note}`],
    ['extra data twice', `${head}\nextra aGVsbG8=\nextra aGVsbG8=\nindex 0\n\n${note}`],
    ['a long hash', `${head}\nindex 0\n${Buffer.alloc(64).toString('base64')}\n\n${note}`],
    ['a hash that is no base64', `${head}\nindex 0\n!!\n\n${note}`],
    ['too many hashes', `${head}\nindex 0\n${`${hash}\n`.repeat(65)}\n${note}`],
    ['a byte order mark', `\ufeff${head}\nindex 0\n\n${note}`],
  ])('malformed: %s', (_, file) => {
    expect(refusal(() => verify(Buffer.from(file), ENTRIES[0]))).toBe('malformed_proof_file');
  });

  test('what is too large is refused before it is looked at', () => {
    expect(refusal(() => parseProofFile(Buffer.alloc(2_000_000)))).toBe('malformed_proof_file');
  });

  test('is not written with parts nobody could read', () => {
    const good = { index: 0, proof: [], checkpoint: CHECKPOINT };
    expect(refusal(() => formatProofFile({ ...good, index: -1 }))).toBe('malformed_proof_file');
    expect(refusal(() => formatProofFile({ ...good, proof: [Buffer.alloc(31)] }))).toBe('malformed_proof_file');
    expect(refusal(() => formatProofFile({ ...good, proof: Array.from({ length: 65 }, () => Buffer.alloc(32)) }))).toBe(
      'malformed_proof_file',
    );
    expect(refusal(() => formatProofFile({ ...good, extra: Buffer.alloc(0) }))).toBe('malformed_proof_file');
    expect(refusal(() => formatProofFile({ ...good, checkpoint: Buffer.from('nothing\n') }))).toBe('malformed_note');
    expect(refusal(() => formatProofFile({ ...good, extra: Buffer.alloc(1_200_000) }))).toBe('malformed_proof_file');
  });
});
