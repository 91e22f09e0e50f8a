import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { parseEntryBundle, serialiseEntryBundle } from './entry-bundle.ts';
import { parseFrontier } from './frontier.ts';
import { parseHashTile } from './hash-tile.ts';
import { leafHash } from './hashing.ts';
import { openNote, parseNote, signNote } from './note.ts';
import { parsePolicy } from './policy-file.ts';
import { formatProofFile, parseProofFile, verifyProofFile } from './proof-file.ts';
import { freshSigner, freshWitness, refusal } from './testing/keys.ts';
import { referencePath, referenceRoot } from './testing/reference-tree.ts';
import { parseTilePath } from './tile-path.ts';
import { parseVerifierKey } from './verifier-key.ts';

const ORIGIN = 'example.org/log';
const LOG = freshSigner(ORIGIN);
const LEAVES = Array.from({ length: 7 }, (_, at) => Buffer.from(`entry ${at}`));
const HASHES = LEAVES.map(leafHash);
const BODY = formatCheckpoint({ origin: ORIGIN, size: 7, root: referenceRoot(HASHES) });
const NOTE = signNote(BODY, LOG, freshWitness('example.org/witness'));
const PROOF = formatProofFile({ index: 3, proof: referencePath(3, HASHES), checkpoint: NOTE });
const BUNDLE = serialiseEntryBundle(LEAVES);
const POLICY = Buffer.from(`log ${LOG.vkey}\nquorum none\n`);

/** Everything that reads bytes of somebody else. */
const READERS: readonly (readonly [string, Buffer, (bytes: Buffer) => unknown])[] = [
  ['a note', NOTE, parseNote],
  ['a signed note', NOTE, (bytes) => openNote(bytes, [LOG.verifier])],
  ['the body of a checkpoint', Buffer.from(BODY), (bytes) => parseCheckpoint(bytes.toString('utf8'))],
  ['a checkpoint', NOTE, (note) => openCheckpoint({ note, verifiers: [LOG.verifier], origin: ORIGIN })],
  ['a proof file', PROOF, parseProofFile],
  [
    'a proof',
    PROOF,
    (file) => verifyProofFile({ file, leaf: LEAVES[3] ?? NOTE, verifiers: [LOG.verifier], origin: ORIGIN }),
  ],
  ['an entry bundle', BUNDLE, (bytes) => parseEntryBundle(bytes, LEAVES.length)],
  ['a hash tile', Buffer.concat(HASHES), (bytes) => parseHashTile(bytes, HASHES.length)],
  ['a frontier', Buffer.concat([Buffer.alloc(7), Buffer.of(7), ...HASHES.slice(0, 3)]), parseFrontier],
  ['a policy', POLICY, (bytes) => parsePolicy(bytes.toString('utf8'))],
  ['a verifier key', Buffer.from(LOG.vkey), (bytes) => parseVerifierKey(bytes.toString('utf8'))],
  ['the path of a tile', Buffer.from('tile/0/x001/234.p/5'), (bytes) => parseTilePath(bytes.toString('utf8'))],
];

/** A good file of which a part is another one, is there twice, or is missing: most of it still reads well. */
function spoiled(good: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: good.length });
  return fc
    .tuple(place, place, place, fc.uint8Array({ maxLength: 8 }))
    .map(([from, to, at, added]) =>
      Buffer.concat([
        good.subarray(0, at),
        added,
        good.subarray(Math.min(from, to), Math.max(from, to)),
        good.subarray(at),
      ]),
    );
}

describe('[R-113] bytes of somebody else', () => {
  test.each(READERS)(
    '%s is read, or refused with a reason: nothing else is thrown, whatever the bytes',
    (_what, good, read) => {
      expect(refusal(() => read(good))).toBe('accepted');
      fc.assert(
        fc.property(
          fc.oneof(
            spoiled(good),
            fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          ),
          (bytes) => {
            // Anything but a TlogError passes through, and fails the property.
            expect(refusal(() => read(bytes))).toMatch(/^[a-z_]+$/);
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  test.each(READERS.filter(([what]) => ['a signed note', 'a checkpoint', 'a proof'].includes(what)))(
    '%s into which or from which something was moved is never what was signed for something else',
    (_what, good, read) => {
      fc.assert(
        fc.property(spoiled(good), (bytes) => {
          if (refusal(() => read(bytes)) !== 'accepted') return;
          // Unknown signatures may come and go; what is said may not change.
          expect(read(bytes)).toMatchObject(whatIsSaid(read(good)));
        }),
        { numRuns: 300 },
      );
    },
  );
});

/** Of an opened note the text, of a checkpoint or a proof the tree. */
function whatIsSaid(opened: unknown): object {
  const { text, size, root } = opened as { text?: string; size?: number; root?: Buffer };
  return text === undefined ? { size, root } : { text };
}
