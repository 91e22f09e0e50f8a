import { describe, expect, test } from '@jest/globals';
import { createSampleKeys, makeBundle, withFiles } from './testing/sample-bundle.ts';
import { runAuditCommand } from './testing/run-command.ts';
import type { CommandRun } from './testing/run-command.ts';

const keys = createSampleKeys();
const bundle = await makeBundle(keys);
const badBundle = await makeBundle(keys, { signature: () => null });
const files = {
  'good.zip': bundle,
  'bad.zip': badBundle,
  'policy.txt': keys.policy,
  'not-a-policy.txt': 'trust everybody\n',
};

/** Runs the command in a folder with `files`; `@name` in an argument becomes the path of that file. */
async function run(args: readonly string[], defaultPolicy = 'none.txt'): Promise<CommandRun> {
  return withFiles(files, (path) => {
    const paths = args.map((arg) => (arg.startsWith('@') ? path(arg.slice(1)) : arg));
    return runAuditCommand(['verify', ...paths], { defaultPolicyPath: path(defaultPolicy) });
  });
}

describe('[R-113] audit verify ends with', () => {
  test('0 for a verified bundle', async () => {
    const { code, out, err } = await run(['@good.zip', '--policy', '@policy.txt']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').filter((line) => line.startsWith('✓'))).toHaveLength(7);
    expect(out).toMatch(/\nVERIFIED: .*\n$/);
  });

  test('0 with the policy at its usual place', async () => {
    expect((await run(['@good.zip'], 'policy.txt')).code).toBe(0);
  });

  test('1 for a bad bundle', async () => {
    const { code, out } = await run(['@bad.zip', '--policy', '@policy.txt']);
    expect(code).toBe(1);
    expect(out).toContain('✗ An exporter signed the bundle\n    signature.note is missing\n');
    expect(out).toMatch(/\nFAILED: .*\n$/);
  });

  test('1 for a file that is no bundle, and says that it was taken for one', async () => {
    const { code, err } = await run(['@policy.txt', '--policy', '@policy.txt']);
    expect(code).toBe(1);
    expect(err).toContain('is taken for a bundle; --type says what it is');
    expect((await run(['@policy.txt', '--policy', '@policy.txt', '--type', 'bundle'])).err).toBe('');
  });

  test.each([
    ['a bundle that does not exist', ['@none.zip']],
    ['a folder', ['@.']],
    ['a policy that does not exist', ['@good.zip', '--policy', '@none.txt']],
    ['a policy that is none', ['@good.zip', '--policy', '@not-a-policy.txt']],
    ['no argument', []],
    ['two arguments', ['@good.zip', '@bad.zip']],
    ['an unknown option', ['@good.zip', '--trust-me']],
  ])('2 for %s, and says so on standard error', async (_, args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });

  test('2 for a file that is not there, without the words of the system', async () => {
    const { err } = await run(['@none.zip']);
    expect(err).toMatch(/none\.zip is not there\n$/);
  });

  test('2 for a broken policy at its usual place', async () => {
    expect((await run(['@good.zip'], 'not-a-policy.txt')).code).toBe(2);
  });

  test('3 without a policy, and 1 when the bundle is bad as well', async () => {
    const { code, out } = await run(['@good.zip']);
    expect(code).toBe(3);
    expect(out).toMatch(/\nNOT TRUSTED: .*\n$/);
    expect((await run(['@bad.zip'])).code).toBe(1);
  });
});

test('--json prints the report and nothing else', async () => {
  const { code, out } = await run(['@good.zip', '--policy', '@policy.txt', '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(out) as { verdict: string; checks: { id: string; status: string }[] };
  expect(report.verdict).toBe('verified');
  expect(report.checks.map(({ id }) => id)).toEqual([
    'bag',
    'signature',
    'checkpoint',
    'excerpt',
    'export',
    'tenant',
    'chain',
    'documents',
  ]);
});

test('--help names every exit code', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const line of ['0  verified', '1  verification failed', '2  wrong arguments', '3  consistent'])
    expect(out).toContain(line);
});
