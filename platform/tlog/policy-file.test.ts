import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from './policy-file.ts';
import { createNoteVerifier } from './verifier-key.ts';
import { TlogError } from './tlog-error.ts';
import { freshSigner, freshWitness } from './testing/keys.ts';

const LOG = freshSigner('example.org/log').vkey;
const EXPORTER = freshSigner('example.org/exporter').vkey;
const [W1, W2, W3, W4] = ['w1', 'w2', 'w3', 'w4'].map((name) => freshWitness(name).vkey);

function messageOf(text: string): string {
  try {
    parsePolicy(text);
    return 'accepted';
  } catch (error) {
    if (error instanceof TlogError && error.reason === 'malformed_policy') return error.message;
    throw error;
  }
}

describe('policy file', () => {
  test('reads every kind of line, with comments, blank lines, tabs and spaces around', () => {
    const policy = parsePolicy(
      [
        '# who may speak',
        '',
        `log ${LOG} https://log.example.org/`,
        `  witness\tX1  ${W1} https://w1.example  `,
        `witness X2 ${W2}`,
        `witness Y1 ${W3}`,
        '   \t ',
        'group X 2 X1 X2',
        'group Y any Y1',
        '   # both of them',
        'group both all X Y',
        'quorum both',
        `exporter ${EXPORTER}`,
        '',
      ].join('\n'),
    );
    expect(policy.logs).toMatchObject([{ key: { vkey: LOG }, url: 'https://log.example.org/' }]);
    expect(policy.witnesses.map(({ name, key, url }) => [name, key.vkey, url])).toEqual([
      ['X1', W1, 'https://w1.example'],
      ['X2', W2, undefined],
      ['Y1', W3, undefined],
    ]);
    expect(policy.groups).toEqual([
      { name: 'X', threshold: 2, members: ['X1', 'X2'] },
      { name: 'Y', threshold: 1, members: ['Y1'] },
      { name: 'both', threshold: 2, members: ['X', 'Y'] },
    ]);
    expect(policy.quorum).toBe('both');
    expect(policy.exporters).toMatchObject([{ key: { vkey: EXPORTER } }]);
  });

  test('the smallest policy is a quorum line', () => {
    expect(parsePolicy('quorum none\n')).toEqual({
      logs: [],
      witnesses: [],
      groups: [],
      exporters: [],
      quorum: 'none',
    });
  });

  const oneWitness = `witness A ${W1}\n`;
  const fourWitnesses = `witness A ${W1}\nwitness B ${W2}\nwitness C ${W3}\nwitness D ${W4}\n`;
  test.each([
    ['an unknown kind of line', `quorum none\n\nwitnes A ${W1}\n`, 'line 3: unknown kind of line'],
    ['a word from the object prototype', 'constructor x\n', 'line 1: unknown'],
    ['upper case', 'Quorum none\n', 'line 1: unknown'],
    ['a byte order mark', '\ufeffquorum none\n', 'line 1: unknown'],
    ['CR LF', '# a\r\nquorum none\r\n', 'line 1: a control character'],
    ['no final LF', '# a\nquorum none', 'line 2: does not end in LF'],
    ['no quorum line', `log ${LOG}\n`, 'ends without a quorum line'],
    ['two quorum lines', 'quorum none\nquorum none\n', 'line 2: a second'],
    ['a quorum nobody defined', 'quorum A\n', 'line 1: a quorum'],
    ['a quorum defined later', `quorum A\n${oneWitness}`, 'line 1: a quorum'],
    ['a quorum of two', `${oneWitness}quorum A A\n`, 'line 2: expected'],
    ['a quorum without name', 'quorum\n', 'line 1: expected'],
    ['a log without key', 'log\n', 'line 1: no key'],
    ['a broken key', `log ${LOG.slice(0, -1)}\n`, 'line 1: malformed_verifier_key'],
    ['too much after a log', `log ${LOG} a b\n`, 'line 1: expected'],
    ['too much after a witness', `witness A ${W1} a b\n`, 'line 1: expected'],
    ['too much after an exporter', `exporter ${EXPORTER} a\n`, 'line 1: expected'],
    ['a witness key for a log', `log ${W1}\n`, 'line 1: a key of type cosignature'],
    ['a log key for a witness', `witness A ${LOG}\n`, 'line 1: a key of type note'],
    ['a witness key for an exporter', `exporter ${W1}\n`, 'line 1: a key of type cosignature'],
    ['a log twice', `log ${LOG}\nlog ${LOG}\n`, 'line 2: a key that is listed'],
    ['a witness key twice', `${oneWitness}witness B ${W1}\n`, 'line 2: a key that is listed'],
    ['a log that is an exporter too', `log ${LOG}\nexporter ${LOG}\n`, 'line 2: a key that is listed'],
    ['a name twice', `${oneWitness}witness A ${W2}\n`, 'line 2: a name'],
    ['the name none', `witness none ${W1}\n`, 'line 1: a name'],
    ['a group named like a witness', `${oneWitness}group A any A\n`, 'line 2: a name'],
    ['a group named none', `${oneWitness}group none any A\n`, 'line 2: a name'],
    ['a group without members', 'group G any\n', 'line 1: expected'],
    ['a member nobody defined', 'group G any A\n', 'line 1: a member that no line'],
    ['a group in itself', `${oneWitness}group G any G\n`, 'line 2: a member that no line'],
    ['none as a member', `${oneWitness}group G any none\n`, 'line 2: a member that no line'],
    ['a member twice in one group', `${oneWitness}group G 2 A A\n`, 'line 2: a member that is in a group'],
    [
      'a member in two groups',
      `${fourWitnesses}group G any A B\ngroup H any B C\n`,
      'line 6: a member that is in a group',
    ],
    ['a threshold of zero', `${oneWitness}group G 0 A\n`, 'line 2: the threshold'],
    ['a threshold above the members', `${fourWitnesses}group G 3 A B\n`, 'line 5: the threshold'],
    ['a threshold with a leading zero', `${fourWitnesses}group G 01 A B\n`, 'line 5: the threshold'],
    ['a threshold that is a word', `${oneWitness}group G most A\n`, 'line 2: the threshold'],
    ['a form feed', '\fquorum none\n', 'line 1: a control character'],
    ['too large', '#'.repeat(65_537), 'too large'],
  ])('refused: %s', (_, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  test('two vkeys around one public key count as one key', () => {
    const key = freshSigner('first');
    const renamed = createNoteVerifier({ name: 'second', type: 'note', publicKey: key.verifier.publicKey }).vkey;
    expect(messageOf(`log ${key.vkey}\nlog ${renamed}\n`)).toContain('line 2: a key that is listed');
  });
});
