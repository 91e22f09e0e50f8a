import { describe, expect, test } from '@jest/globals';
import { formatCheckpoint } from './checkpoint.ts';
import { leafHash } from './hashing.ts';
import { signNote } from './note.ts';
import { isQuorumMet, openCheckpointUnderPolicy, verifyProofFileUnderPolicy } from './policy.ts';
import { parsePolicy } from './policy-file.ts';
import { formatProofFile } from './proof-file.ts';
import { freshSigner, freshWitness, refusal } from './testing/keys.ts';

const ORIGIN = 'example.org/log';
const LOG = freshSigner(ORIGIN);
const ROTATED = freshSigner(ORIGIN);
const OTHER_LOG = freshSigner('example.org/other');
const EXPORTER = freshSigner('example.org/exporter');
const WITNESSES = ['a.example', 'b.example', 'c.example'].map((name) => freshWitness(name));
const [A, B, C] = WITNESSES as [typeof LOG, typeof LOG, typeof LOG];

function policyWith(quorum: string) {
  return parsePolicy(
    [
      `log ${LOG.vkey}`,
      `log ${ROTATED.vkey}`,
      `log ${OTHER_LOG.vkey}`,
      `witness A ${A.vkey}`,
      `witness B ${B.vkey}`,
      `witness C ${C.vkey}`,
      'group two 2 A B',
      'group all-of-it all two C',
      `quorum ${quorum}`,
      `exporter ${EXPORTER.vkey}`,
      '',
    ].join('\n'),
  );
}

const LEAF = Buffer.from('only');
const BODY = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(LEAF) });

describe('quorum', () => {
  test.each([
    ['none', [], true],
    ['A', ['A'], true],
    ['A', ['B', 'C'], false],
    ['two', ['A', 'B'], true],
    ['two', ['A', 'C'], false],
    ['two', ['A', 'A'], false],
    ['all-of-it', ['A', 'B', 'C'], true],
    ['all-of-it', ['A', 'B'], false],
    ['all-of-it', ['C'], false],
  ])('%s cosigned by %j: %s', (quorum, cosignedBy, met) => {
    expect(isQuorumMet(policyWith(quorum), cosignedBy)).toBe(met);
  });
});

describe('opening a checkpoint under a policy', () => {
  test('needs the log and the quorum', () => {
    const policy = policyWith('two');
    expect(openCheckpointUnderPolicy({ note: signNote(BODY, LOG, A, B), policy })).toMatchObject({
      origin: ORIGIN,
      size: 1,
    });
    expect(openCheckpointUnderPolicy({ note: signNote(BODY, ROTATED, A, B), policy }).size).toBe(1);
    expect(refusal(() => openCheckpointUnderPolicy({ note: signNote(BODY, LOG), policy }))).toBe('quorum_not_met');
    expect(refusal(() => openCheckpointUnderPolicy({ note: signNote(BODY, LOG, A, C), policy }))).toBe(
      'quorum_not_met',
    );
    expect(refusal(() => openCheckpointUnderPolicy({ note: signNote(BODY, A, B, C), policy }))).toBe(
      'log_signature_missing',
    );
  });

  test('a log cannot speak under the origin of another, nor an exporter under any', () => {
    const policy = policyWith('none');
    expect(refusal(() => openCheckpointUnderPolicy({ note: signNote(BODY, OTHER_LOG), policy }))).toBe(
      'log_signature_missing',
    );
    expect(refusal(() => openCheckpointUnderPolicy({ note: signNote(BODY, EXPORTER), policy }))).toBe(
      'no_known_signature',
    );
    expect(refusal(() => openCheckpointUnderPolicy({ note: signNote(BODY, EXPORTER, A), policy }))).toBe(
      'log_signature_missing',
    );
  });

  test('an expected origin is held to', () => {
    const policy = policyWith('none');
    const note = signNote(BODY, LOG);
    expect(openCheckpointUnderPolicy({ note, policy, origin: ORIGIN }).size).toBe(1);
    expect(refusal(() => openCheckpointUnderPolicy({ note, policy, origin: 'example.org/other' }))).toBe(
      'wrong_origin',
    );
  });

  test('a proof file is verified under the policy', () => {
    const policy = policyWith('A');
    const cosigned = formatProofFile({ index: 0, proof: [], checkpoint: signNote(BODY, LOG, A) });
    const bare = formatProofFile({ index: 0, proof: [], checkpoint: signNote(BODY, LOG) });
    expect(verifyProofFileUnderPolicy({ file: cosigned, leaf: LEAF, policy })).toMatchObject({ index: 0, size: 1 });
    expect(refusal(() => verifyProofFileUnderPolicy({ file: bare, leaf: LEAF, policy }))).toBe('quorum_not_met');
    const other = Buffer.from('other');
    expect(refusal(() => verifyProofFileUnderPolicy({ file: cosigned, leaf: other, policy, origin: ORIGIN }))).toBe(
      'inclusion_not_proven',
    );
  });
});
