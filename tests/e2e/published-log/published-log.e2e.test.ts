import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runAuditCommand } from '../../../cli/audit/testing/run-command.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import { until } from '../../support/until.ts';
import type { CommandRun } from '../../../cli/audit/testing/run-command.ts';
import type { Somebody } from '../../support/e2e/people.ts';

const READS = `{ auditEntries(first: 1, action: "audit.entry.read") { nodes { index } } }`;

interface Report {
  readonly verdict: string;
  readonly log: { readonly size: number };
  readonly entries: number | null;
  readonly continues: number | null;
}

let log: string;
let policy: string;
let folder: string;
let auditor: Somebody;
beforeAll(async () => {
  const { url, state } = sharedStack();
  log = `${url}/log`;
  policy = path.join(state, 'trust-policy.txt');
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-log-'));
  auditor = await demoPerson(url, path.join(state, 'people.json'), 'auditor');
});
afterAll(() => rm(folder, { recursive: true }));

const fsck = (...args: string[]): Promise<CommandRun> =>
  runAuditCommand(['fsck', log, '--json', ...args], { defaultPolicyPath: policy });
const reportOf = ({ out }: CommandRun): Report => JSON.parse(out) as Report;

/** Keeps the newest checkpoint, as an outsider would, once it has entries. */
async function keepCheckpoint(): Promise<string> {
  const file = path.join(folder, 'checkpoint');
  await until(async () => {
    const note = await (await fetch(`${log}/checkpoint`)).text();
    await writeFile(file, note);
    return Number(note.split('\n')[1]) > 0;
  });
  return file;
}

describe('[R-113] the running log', () => {
  test('shows its tree to everybody, and it holds', async () => {
    const kept = await keepCheckpoint();
    const checkpoint = await runAuditCommand(['verify', kept], { defaultPolicyPath: policy });
    expect(checkpoint).toMatchObject({ code: 0, err: '' });
    const tree = await fsck('--hashes-only', '--since', kept);
    expect(tree).toMatchObject({ code: 0, err: '' });
    expect(reportOf(tree)).toMatchObject({ verdict: 'verified', entries: null, continues: expect.any(Number) });
  });

  test('[R-116] shows its entries to auditors, and says that they read them', async () => {
    const kept = await keepCheckpoint();
    const run = await fsck('--since', kept, '--token', auditor.person.accessToken());
    expect(run).toMatchObject({ code: 0, err: '' });
    const { verdict, entries, log: read } = reportOf(run);
    expect({ verdict, entries }).toEqual({ verdict: 'verified', entries: read.size });
    const answer = await auditor.execute<{ auditEntries: { nodes: { index: number }[] } }>(READS);
    const [newest] = answer.expectData().auditEntries.nodes;
    expect(newest?.index).toBeGreaterThanOrEqual(read.size);
  });

  test('shows no entries to anybody else', async () => {
    const person = await somebody(sharedStack().url, 'curious');
    for (const token of [[], ['--token', person.person.accessToken()]]) {
      const { code, err } = await fsck(...token);
      expect(code).toBe(2);
      expect(err).toContain('entries need the --token of an auditor');
    }
  });
});
