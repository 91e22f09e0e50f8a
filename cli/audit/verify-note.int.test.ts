import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createNoteSigner, formatProofFile } from '#platform/tlog';
import { createSmallLog } from './testing/small-log.ts';
import { runAuditCommand } from './testing/run-command.ts';
import { withFiles } from './testing/sample-bundle.ts';
import type { CommandRun } from './testing/run-command.ts';

const signer = createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) });
const stranger = createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) });

const log = createSmallLog(signer);
const fork = createSmallLog(signer);
for (let entry = 0; entry < 5; entry += 1) {
  log.append(`{"entry":${String(entry)}}`);
  fork.append(`{"other":${String(entry)}}`);
}
const five = log.checkpoint();
const otherFive = fork.checkpoint();
const proof = formatProofFile({ index: 3, proof: await log.proof(3), checkpoint: five });
log.append('{"entry":5}');
const six = log.checkpoint();

const strangersLog = createSmallLog(stranger);
strangersLog.append('{}');

const files = {
  'policy.txt': `log ${signer.vkey}\nquorum none\n`,
  five,
  six,
  'other-five': otherFive,
  stranger: strangersLog.checkpoint(),
  'changed-size': Buffer.from(five.toString().replace('\n5\n', '\n6\n')),
  'proof-3': proof,
  'proof-4': Buffer.from(proof.toString().replace('index 3', 'index 4')),
  'proof-cut': Buffer.from(proof.toString().replace(/\n[A-Za-z0-9+/]{43}=\n/, '\n')),
  leaf: '{"entry":3}',
  'leaf-with-line-feed': '{"entry":3}\n',
  'leaf-changed': '{"entry":4}',
  large: Buffer.alloc(3_000_000, 'x'),
};

async function verify(...args: string[]): Promise<CommandRun> {
  return withFiles(files, (path) => {
    const paths = args.map((arg) => (arg.startsWith('@') ? path(arg.slice(1)) : arg));
    return runAuditCommand(['verify', ...paths], { defaultPolicyPath: path('policy.txt') });
  });
}

describe('[R-113] audit verify, on a checkpoint,', () => {
  test('ends with 0 when a log of the policy signed it', async () => {
    const { code, out } = await verify('@five');
    expect(code).toBe(0);
    expect(out).toMatch(/^Log {6}log\.example\.test\nSize {5}5\nRoot {5}\S{44}\n\nVERIFIED: .*\n$/);
  });

  test.each([['@stranger'], ['@changed-size'], ['@leaf', '--type', 'checkpoint']])(
    'ends with 1: %s',
    async (...args) => {
      const { code, out } = await verify(...args);
      expect(code).toBe(1);
      expect(out).toMatch(/\nFAILED: .*\n$/);
    },
  );

  test('ends with 3 without a policy', async () => {
    const run = await withFiles(files, (path) =>
      runAuditCommand(['verify', path('five')], { defaultPolicyPath: path('none') }),
    );
    expect(run.code).toBe(3);
    expect(run.out).toMatch(/\nNOT TRUSTED: .*\n$/);
  });

  test('holds it against an older one: of the same size it has the same root, and none is larger', async () => {
    expect((await verify('@six', '--since', '@five')).code).toBe(0);
    expect((await verify('@five', '--since', '@five')).code).toBe(0);
    const cut = await verify('@five', '--since', '@six');
    expect(cut.code).toBe(1);
    expect(cut.out).toContain('the log has been cut: it had 6 entries and has 5');
    const split = await verify('@five', '--since', '@other-five');
    expect(split.code).toBe(1);
    expect(split.out).toContain('two histories: both checkpoints have 5 entries, and different roots');
  });
});

describe('[R-113] audit verify, on a proof,', () => {
  test.each(['@leaf', '@leaf-with-line-feed'])('ends with 0 for the entry it is about: %s', async (leaf) => {
    const { code, out } = await verify('@proof-3', '--leaf', leaf);
    expect(code).toBe(0);
    expect(out).toMatch(/\nEntry {4}3\n\nVERIFIED: the entry is in the log\.\n$/);
  });

  test.each([
    ['@proof-3', '--leaf', '@leaf-changed'],
    ['@proof-4', '--leaf', '@leaf'],
    ['@proof-cut', '--leaf', '@leaf'],
    ['@five', '--type', 'proof', '--leaf', '@leaf'],
  ])('ends with 1: %s %s %s', async (...args) => {
    const { code, out } = await verify(...args);
    expect(code).toBe(1);
    expect(out).toMatch(/\nFAILED: .*\n$/);
  });

  test('--json prints the report and nothing else', async () => {
    const { out } = await verify('@proof-3', '--leaf', '@leaf', '--json');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'verified',
      type: 'proof',
      index: 3,
      log: { origin: 'log.example.test', size: 5 },
      findings: [],
    });
  });
});

test.each([
  ['a proof without its entry', ['@proof-3']],
  ['an entry for a checkpoint', ['@five', '--leaf', '@leaf']],
  ['an older checkpoint for a proof', ['@proof-3', '--leaf', '@leaf', '--since', '@five']],
  ['an older checkpoint that is none', ['@five', '--since', '@leaf']],
  ['an unknown type', ['@five', '--type', 'tile']],
  ['a checkpoint that is too large', ['@large', '--type', 'checkpoint']],
  ['an entry that is not there', ['@proof-3', '--leaf', '@none']],
])('[R-113] audit verify ends with 2 for %s, and says so on standard error', async (_what, args) => {
  const { code, out, err } = await verify(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).not.toBe('');
});
