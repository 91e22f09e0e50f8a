import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ed25519FromSeed } from './ed25519.ts';
import { MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES, openNote, parseNote, serialiseNote, signNote } from './note.ts';
import { createNoteSigner } from './note-signer.ts';
import { createNoteVerifier, parseVerifierKey } from './verifier-key.ts';
import { freshSigner, freshWitness, refusal } from './testing/keys.ts';

/** Public vectors of the Go note package. */
const PETER = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
const ENOCH = parseVerifierKey('EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop');
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_LINE =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

function open(note: string | Uint8Array, verifiers = [PETER]) {
  return openNote(typeof note === 'string' ? Buffer.from(note) : note, verifiers);
}

function outcome(note: string | Uint8Array, verifiers = [PETER]): string {
  return refusal(() => open(note, verifiers));
}

describe('opening notes', () => {
  test('published notes open with the published keys', () => {
    expect(open(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`)).toMatchObject({ text: TEXT, signedBy: ['PeterNeumann'] });
    const both = open(`${TEXT}\n${PETER_LINE}${ENOCH_LINE}`, [ENOCH, PETER]);
    expect(both.signedBy).toEqual(['PeterNeumann', 'EnochRoot']);
    expect(both.verifiedBy).toEqual([PETER, ENOCH]);
  });

  test('a note without a signature by a trusted key is refused', () => {
    expect(outcome(`${TEXT}\n${ENOCH_LINE}`)).toBe('no_known_signature');
    expect(outcome(`${TEXT}\n${PETER_LINE}`, [])).toBe('no_known_signature');
  });

  test('the same name with another key id, or the same key id with another name, is unknown', () => {
    const otherPeter = freshSigner('PeterNeumann');
    expect(outcome(`${TEXT}\n${PETER_LINE}`, [otherPeter.verifier])).toBe('no_known_signature');
    expect(outcome(`${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'CarmenSandiego')}`)).toBe('no_known_signature');
    expect(outcome(`${TEXT}\n${PETER_LINE.replace('x08g', 'xxxx')}`)).toBe('no_known_signature');
  });

  test('one failing signature by a trusted key condemns the note, even beside a valid one', () => {
    const wrong = `${ENOCH_LINE.slice(0, 60)}A${ENOCH_LINE.slice(61)}`;
    expect(outcome(`${TEXT}\n${PETER_LINE}${wrong}`, [PETER, ENOCH])).toBe('invalid_signature');
    expect(outcome(`${TEXT}\n${PETER_LINE}${wrong}`, [PETER])).toBe('accepted');
    const longer = `${PETER_LINE.slice(0, 60)}ABCD${PETER_LINE.slice(60)}`;
    expect(outcome(`${TEXT}\n${PETER_LINE}${longer}`)).toBe('invalid_signature');
    expect(outcome(`${TEXT.replace('answer', 'Answer')}\n${PETER_LINE}`)).toBe('invalid_signature');
  });

  test('two different trusted keys with one identity are refused, the same key twice is not', () => {
    const twin = { ...ENOCH, name: PETER.name, keyId: PETER.keyId };
    expect(outcome(`${TEXT}\n${PETER_LINE}`, [PETER, twin])).toBe('ambiguous_key');
    expect(open(`${TEXT}\n${PETER_LINE}${PETER_LINE}`, [PETER, PETER]).signedBy).toEqual(['PeterNeumann']);
  });

  test('every changed byte of a note fails', () => {
    const signer = freshSigner('example.org/log');
    const note = signNote('example.org/log\nsome text\n', signer);
    fc.assert(
      fc.property(fc.nat({ max: note.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(note);
        changed.writeUInt8(changed.readUInt8(at) ^ change, at);
        expect(outcome(changed, [signer.verifier])).not.toBe('accepted');
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['no signatures', TEXT],
    ['no signature lines', `${TEXT}\n`],
    ['a last line without LF', `${TEXT}\n${PETER_LINE.slice(0, -1)}`],
    ['a control character', `\u0001${TEXT}\n${PETER_LINE}`],
    ['CR before LF', `${TEXT.replaceAll('\n', '\r\n')}\n${PETER_LINE}`],
    ['a tab', `a\tb\n\n${PETER_LINE}`],
    ['a name with a space', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Peter Neumann')}`],
    ['a name with a plus', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Peter+Neumann')}`],
    ['a line that is no signature', `${TEXT}\n${PETER_LINE}Unexpected line.\n`],
    ['a hyphen for the dash', `${TEXT}\n${PETER_LINE.replace('—', '-')}`],
    ['two spaces', `${TEXT}\n${PETER_LINE.replace(' x08', '  x08')}`],
    ['no padding', `${TEXT}\n${PETER_LINE.replace('=\n', '\n')}`],
    ['url-safe base64', `${TEXT}\n${PETER_LINE.replace('/ZJ', '_ZJ')}`],
    ['stray bits in the last digit', `${TEXT}\n${PETER_LINE.replace('nAM=', 'nAN=')}`],
    ['a key id without signature', `${TEXT}\n— PeterNeumann x08gow==\n`],
    ['no text', `\n${PETER_LINE}`],
    ['an empty line at the end', `${TEXT}\n${PETER_LINE}\n`],
  ])('malformed: %s', (_, note) => {
    expect(outcome(note)).toBe('malformed_note');
  });

  test('bytes that are no UTF-8 are malformed', () => {
    expect(outcome(Buffer.concat([Buffer.of(0xff), Buffer.from(`${TEXT}\n${PETER_LINE}`)]))).toBe('malformed_note');
  });

  test('size and number of signatures are bounded', () => {
    expect(outcome(`${TEXT}\n${PETER_LINE.repeat(MAX_NOTE_SIGNATURES)}`)).toBe('accepted');
    expect(outcome(`${TEXT}\n${PETER_LINE.repeat(MAX_NOTE_SIGNATURES + 1)}`)).toBe('too_many_signatures');
    expect(outcome(`${'x'.repeat(MAX_NOTE_BYTES)}\n\n${PETER_LINE}`)).toBe('note_too_large');
  });
});

describe('signing notes', () => {
  test('any plain text survives, empty lines and signature look-alikes included', () => {
    const signer = freshSigner('example.org/log');
    const line = fc.oneof(
      fc.constant(''),
      fc.constant(PETER_LINE.slice(0, -1)),
      fc.constant('\ufeff byte order mark'),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/\p{Cc}/gu, '')),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const text = `${lines.join('\n')}\n`;
        const note = signNote(text, signer);
        expect(openNote(note, [signer.verifier])).toMatchObject({ text, signedBy: ['example.org/log'] });
        expect(serialiseNote(parseNote(note))).toEqual(note);
      }),
    );
  });

  test('is deterministic: the same seed and text give the same note', () => {
    const seed = Buffer.alloc(32, 7);
    const [first, second] = [
      createNoteSigner({ name: 'a', seed }),
      createNoteSigner({ name: 'a', seed: Buffer.from(seed) }),
    ];
    expect(signNote('x\n', first)).toEqual(signNote('x\n', second));
    expect(parseVerifierKey(first.vkey)).toMatchObject({ name: 'a', keyId: second.keyId });
  });

  test('the blank line is not signed, the final LF of the text is', () => {
    const signer = freshSigner('a');
    const [line] = parseNote(signNote('x\n', signer)).signatures;
    expect(signer.verifier.verify(Buffer.from('x\n'), line?.signature ?? Buffer.alloc(0))).toBe(true);
    expect(signer.verifier.verify(Buffer.from('x\n\n'), line?.signature ?? Buffer.alloc(0))).toBe(false);
    expect(signer.verifier.verify(Buffer.from('x'), line?.signature ?? Buffer.alloc(0))).toBe(false);
  });

  test('a signature can be added to a note that was read', () => {
    const [log, other] = [freshSigner('log'), freshSigner('other')];
    const note = parseNote(signNote('x\n', log));
    const added = parseNote(signNote('x\n', other)).signatures;
    const both = serialiseNote({ text: note.text, signatures: [...note.signatures, ...added] });
    expect(both).toEqual(signNote('x\n', log, other));
    expect(openNote(both, [log.verifier, other.verifier]).signedBy).toEqual(['log', 'other']);
  });

  test.each([
    ['no final LF', 'abc'],
    ['empty', ''],
    ['CR', 'a\r\n'],
    ['NUL', 'a\u0000\n'],
    ['a lone surrogate', 'a\ud800\n'],
  ])('refuses a text that no reader would take: %s', (_, text) => {
    expect(refusal(() => signNote(text, freshSigner('a')))).toBe('malformed_note');
  });

  test('refuses to write what it would not read', () => {
    const signer = freshSigner('a');
    expect(refusal(() => signNote('x\n'))).toBe('malformed_note');
    expect(refusal(() => signNote('x'.repeat(MAX_NOTE_BYTES) + '\n', signer))).toBe('note_too_large');
    expect(refusal(() => signNote('x\n', ...Array.from({ length: 65 }, () => signer)))).toBe('too_many_signatures');
    for (const broken of [
      { name: 'a b', keyId: '00000000', signature: Buffer.alloc(64) },
      { name: 'a', keyId: '0000000', signature: Buffer.alloc(64) },
      { name: 'a', keyId: '00000000', signature: Buffer.alloc(0) },
    ]) {
      expect(refusal(() => serialiseNote({ text: 'x\n', signatures: [broken] }))).toBe('malformed_note');
    }
  });
});

describe('cosignatures', () => {
  const body = 'example.org/log\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n';

  test('a witness signs header, time and body, and the time is in the signature', () => {
    const witness = freshWitness('witness.example', 1_679_315_147);
    const note = signNote(body, witness);
    expect(openNote(note, [witness.verifier])).toMatchObject({ text: body, signedBy: ['witness.example'] });
    const signature = parseNote(note).signatures[0]?.signature ?? Buffer.alloc(0);
    expect(signature).toHaveLength(72);
    expect(signature.readBigUInt64BE()).toBe(1_679_315_147n);
    const plain = parseVerifierKey(freshSigner('x').vkey);
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${body}`);
    expect(plain.verify(message, signature.subarray(8))).toBe(false);
  });

  test('a changed time, a cut signature and a plain signature by the same key all fail', () => {
    const seed = Buffer.alloc(32, 9);
    const witness = freshWitness('w');
    const good = parseNote(signNote(body, witness)).signatures[0]?.signature ?? Buffer.alloc(0);
    const otherTime = Buffer.from(good);
    otherTime.writeUInt8(otherTime.readUInt8(7) ^ 1, 7);
    const plain = createNoteSigner({ name: 'w', seed }).sign(Buffer.from(body));
    for (const bad of [otherTime, good.subarray(0, 71), good.subarray(8), plain, Buffer.alloc(0)]) {
      expect(witness.verifier.verify(Buffer.from(body), bad)).toBe(false);
    }
    expect(witness.verifier.verify(Buffer.from(body), good)).toBe(true);
  });

  test('a time beyond 2^63 - 1 fails though the key signed it', () => {
    const key = ed25519FromSeed(randomBytes(32));
    const verifier = createNoteVerifier({ name: 'w', type: 'cosignature', publicKey: key.publicKey });
    const cosigned = (seconds: bigint): Buffer => {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(seconds);
      return Buffer.concat([time, key.sign(Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`))]);
    };
    expect(verifier.verify(Buffer.from(body), cosigned(2n ** 63n - 1n))).toBe(true);
    expect(verifier.verify(Buffer.from(body), cosigned(2n ** 63n))).toBe(false);
  });
});
