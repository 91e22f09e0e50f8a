import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLeafMaker, freshLogKey, publishFolder } from '../testing/published-folder.ts';
import { runAuditCommand } from '../testing/run-command.ts';
import { serveFolder } from '../testing/serve-folder.ts';
import type { CommandRun } from '../testing/run-command.ts';

const signer = freshLogKey(randomBytes(32));
const SIZE = 1_000;
const TOKEN = 'token-of-an-auditor';

let folder: string;
let site: { url: string; close: () => Promise<void> };
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-fsck-command-'));
  const file = (name: string): string => path.join(folder, name);
  const { checkpoint } = await publishFolder({ folder: file('old'), signer, size: 300, leafAt: createLeafMaker(3) });
  await publishFolder({ folder: file('log'), signer, size: SIZE, leafAt: createLeafMaker(3) });
  await publishFolder({ folder: file('fork'), signer, size: SIZE, leafAt: createLeafMaker(4) });
  await publishFolder({ folder: file('broken'), signer, size: SIZE, leafAt: createLeafMaker(3) });
  await rm(file('broken/tile/0/001'));
  await writeFile(file('policy.txt'), `log ${signer.vkey}\nquorum none\n`);
  await writeFile(file('since'), checkpoint);
  site = await serveFolder(folder, ({ url, headers }) => {
    const entries = url?.startsWith('/log/tile/entries/') === true;
    return !entries || headers.authorization === `Bearer ${TOKEN}`;
  });
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

const at = (name: string): string => path.join(folder, name);
const run = (args: readonly string[], more: { showsProgress?: boolean; input?: string } = {}): Promise<CommandRun> =>
  runAuditCommand(['fsck', ...args], { defaultPolicyPath: at('policy.txt'), ...more });

describe('[R-113] audit fsck ends with', () => {
  test('0 for a good log in a folder, and says how fast it was', async () => {
    const { code, out, err } = await run([at('log'), '--since', at('since')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Size     1,000\n');
    expect(out).toContain('Checked  1,000 entries in 3 chains\n');
    expect(out).toMatch(/\nTook {5}[0-9.]+ s, [0-9,]+ entries\/s\n/);
    expect(out).toContain('Since    continues the checkpoint of 300 entries\n');
    expect(out).toMatch(/\nVERIFIED: .*\n$/);
  });

  test('0 for a good log behind an address, with the token of an auditor or for the tree alone', async () => {
    const log = `${site.url}/log`;
    expect((await run([log, '--token', TOKEN, '--at-once', '3'])).code).toBe(0);
    expect((await run([log, '--token', '-'], { input: `${TOKEN}\n` })).code).toBe(0);
    const tree = await run([log, '--hashes-only', '--since', at('since')]);
    expect(tree.code).toBe(0);
    expect(tree.out).toContain('Checked  hashes only; entries were not looked at\n');
  });

  test('1 for a log that is not what its checkpoint says, and for one that does not continue an older one', async () => {
    const broken = await run([at('broken')]);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('✗ tile/0/001 is missing\n');
    expect(broken.out).toMatch(/\nFAILED: .*\n$/);
    expect((await run([at('fork')])).code).toBe(0);
    const fork = await run([at('fork'), '--since', at('since')]);
    expect(fork.code).toBe(1);
    expect(fork.out).toContain('does not continue the older checkpoint');
  });

  test.each([
    ['a log without the right to read its entries', () => [`${site.url}/log`]],
    ['an address without a log', () => [`${site.url}/nothing`]],
    ['a folder without a log', () => [at('nothing')]],
    ['an address of another kind', () => ['ftp://log.example.test/log']],
    ['a policy that is not there', () => [at('log'), '--policy', at('nothing')]],
    ['an older checkpoint that is none', () => [at('log'), '--since', at('policy.txt')]],
    ['an older checkpoint that is not there', () => [at('log'), '--since', at('nothing')]],
    ['a number that is none', () => [at('log'), '--at-once', 'many']],
    ['no argument', () => []],
    ['an unknown option', () => [at('log'), '--trust-me']],
  ])('2 for %s, and says so on standard error', async (_what, args) => {
    const { code, out, err } = await run(args());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
    expect(err).not.toContain(TOKEN);
  });

  test('3 without a policy', async () => {
    const { code, out } = await runAuditCommand(['fsck', at('log')], { defaultPolicyPath: at('nothing') });
    expect(code).toBe(3);
    expect(out).toMatch(/\nNOT TRUSTED: .*\n$/);
  });
});

test('--json prints the report and nothing else, also for somebody who watches', async () => {
  const { out, err } = await run([at('broken'), '--json'], { showsProgress: true });
  expect(err).toBe('');
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'failed',
    log: { origin: signer.name, size: SIZE },
    findings: ['tile/0/001 is missing'],
  });
});

test('somebody who watches sees how far it is', async () => {
  const { out, err } = await run([at('log')], { showsProgress: true });
  expect(err).toContain(' of 1,000 entries, ');
  expect(err).toMatch(/\r\u001b\[K$/);
  expect(out).toMatch(/^Log /);
});

test('--help names every exit code', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const line of ['0  the log is', '1  it is not', '2  wrong arguments', '3  it is consistent'])
    expect(out).toContain(line);
});
