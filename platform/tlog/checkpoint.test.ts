import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { EMPTY_ROOT } from './hashing.ts';
import { signNote } from './note.ts';
import { freshSigner, freshWitness, refusal } from './testing/keys.ts';

const ROOT = Buffer.alloc(32, 0xfb);
const ROOT_TEXT = ROOT.toString('base64');

describe('checkpoint body', () => {
  test('[R-112] has the C2SP form: the example of the specification reads and writes back', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(formatCheckpoint(checkpoint)).toBe(text);
  });

  test('every checkpoint survives being written and read', () => {
    const root = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), root, (size, hash) => {
        const checkpoint = { origin: 'example.org/log', size, root: hash };
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
      }),
    );
    const empty = { origin: 'example.org/log', size: 0, root: EMPTY_ROOT };
    expect(parseCheckpoint(formatCheckpoint(empty))).toEqual(empty);
  });

  test.each([
    ['leading zero', `o\n01\n${ROOT_TEXT}\n`],
    ['zero with another root', `o\n0\n${ROOT_TEXT}\n`],
    ['two zeros', `o\n00\n${EMPTY_ROOT.toString('base64')}\n`],
    ['a sign', `o\n+1\n${ROOT_TEXT}\n`],
    ['negative', `o\n-1\n${ROOT_TEXT}\n`],
    ['an exponent', `o\n1e3\n${ROOT_TEXT}\n`],
    ['hexadecimal', `o\n0x1\n${ROOT_TEXT}\n`],
    ['a space', `o\n 1\n${ROOT_TEXT}\n`],
    ['beyond 2^53 - 1', `o\n9007199254740992\n${ROOT_TEXT}\n`],
    ['other digits', `o\n\u0661\n${ROOT_TEXT}\n`],
    ['CR LF', `o\r\n1\r\n${ROOT_TEXT}\r\n`],
    ['no final LF', `o\n1\n${ROOT_TEXT}`],
    ['an empty origin', `\n1\n${ROOT_TEXT}\n`],
    ['a line missing', `o\n1\n`],
    ['an extension line', `o\n1\n${ROOT_TEXT}\nmore\n`],
    ['an empty line at the end', `o\n1\n${ROOT_TEXT}\n\n`],
    ['a short root', `o\n1\n${ROOT.subarray(1).toString('base64')}\n`],
    ['a root without padding', `o\n1\n${ROOT_TEXT.replace('=', '')}\n`],
    ['a root in url-safe base64', `o\n1\n${ROOT.toString('base64url')}=\n`],
    ['a tab in the origin', `o\tp\n1\n${ROOT_TEXT}\n`],
    ['nothing', ''],
  ])('malformed: %s', (_, text) => {
    expect(refusal(() => parseCheckpoint(text))).toBe('malformed_checkpoint');
  });

  test.each([
    ['an origin with LF', { origin: 'a\nb', size: 1, root: ROOT }],
    ['an origin with a space', { origin: 'a b', size: 1, root: ROOT }],
    ['no origin', { origin: '', size: 1, root: ROOT }],
    ['a fraction', { origin: 'a', size: 1.5, root: ROOT }],
    ['too large', { origin: 'a', size: 2 ** 53, root: ROOT }],
    ['a short root', { origin: 'a', size: 1, root: ROOT.subarray(1) }],
    ['no leaves, yet a root', { origin: 'a', size: 0, root: ROOT }],
  ])('is not written: %s', (_, checkpoint) => {
    expect(refusal(() => formatCheckpoint(checkpoint))).toBe('malformed_checkpoint');
  });
});

describe('opening a signed checkpoint', () => {
  const origin = 'example.org/log';
  const body = formatCheckpoint({ origin, size: 5, root: ROOT });
  const log = freshSigner(origin);

  test('opens with the key of the log', () => {
    const note = signNote(body, log);
    expect(openCheckpoint({ note, verifiers: [log.verifier], origin })).toEqual({ origin, size: 5, root: ROOT });
  });

  test('another origin is refused though the signature is good', () => {
    const note = signNote(formatCheckpoint({ origin: 'example.org/other', size: 5, root: ROOT }), log);
    expect(refusal(() => openCheckpoint({ note, verifiers: [log.verifier], origin }))).toBe('wrong_origin');
  });

  test('neither a witness nor another trusted key can speak for the log', () => {
    const [witness, namesake, exporter] = [
      freshWitness('w'),
      freshWitness(origin),
      freshSigner('example.org/exporter'),
    ];
    const verifiers = [log, witness, namesake, exporter].map((signer) => signer.verifier);
    for (const signers of [[witness], [namesake], [exporter], [exporter, witness]]) {
      const note = signNote(body, ...signers);
      expect(refusal(() => openCheckpoint({ note, verifiers, origin }))).toBe('log_signature_missing');
    }
    const note = signNote(body, exporter, witness, log);
    expect(openCheckpoint({ note, verifiers, origin }).size).toBe(5);
  });

  test('a signed text that is no checkpoint is refused', () => {
    const note = signNote('hello\n', log);
    expect(refusal(() => openCheckpoint({ note, verifiers: [log.verifier], origin }))).toBe('malformed_checkpoint');
  });
});
