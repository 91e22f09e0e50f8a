import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { runAuditCommand } from '../../../cli/audit/testing/run-command.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { demoPerson, emergencyPack, exportOf } from '../../support/e2e/world.ts';
import type { CommandRun } from '../../../cli/audit/testing/run-command.ts';
import type { ExcerptReport } from '../../../cli/audit/verify-excerpt.ts';
import type { Somebody } from '../../support/e2e/people.ts';

interface Leaf {
  readonly action: string;
  readonly target_type: string;
}

let log: string;
let policy: string;
let folder: string;
let owner: Somebody;
let caseId: string;
let auditor: Somebody;
beforeAll(async () => {
  const { url, state } = sharedStack();
  log = `${url}/log`;
  policy = path.join(state, 'trust-policy.txt');
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-excerpts-'));
  auditor = await demoPerson(url, path.join(state, 'people.json'), 'auditor');
  owner = await somebody(url, 'owner');
  caseId = await emergencyPack(owner.person);
  await exportOf(owner.person, caseId);
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function excerptOf(
  what: string,
  by: Somebody,
): Promise<{ run: CommandRun; report: ExcerptReport; leaves: Leaf[] }> {
  const file = path.join(folder, `excerpt-${String((files += 1))}`);
  const args = ['excerpt', `${log}/excerpts/${what}`, '--output', file, '--json', '--token', by.person.accessToken()];
  const run = await runAuditCommand(args, { defaultPolicyPath: policy });
  expect(run).toMatchObject({ code: 0, err: '' });
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(1, -1);
  const leaves = lines.map((line) => JSON.parse((JSON.parse(line) as { leaf: string }).leaf) as Leaf);
  return { run, report: JSON.parse(run.out) as ExcerptReport, leaves };
}

const actionsIn = (leaves: readonly Leaf[]): string[] => [...new Set(leaves.map(({ action }) => action))];

describe('[R-115] what the log says of somebody', () => {
  test('is theirs to fetch, all of it, from sign-up to the excerpt, and verifies as complete', async () => {
    const { report, leaves } = await excerptOf('own', owner);
    expect(report).toMatchObject({ verdict: 'verified', excerpt: { about: 'Principal', withheld: 0 } });
    expect(report.checks.at(-1)?.findings.join()).toContain('complete: all');
    expect(actionsIn(leaves)).toEqual(
      expect.arrayContaining(['identity.principal.sign_up', 'case.case.create', 'case.pack.export']),
    );
    expect(leaves.at(-1)?.action).toBe('audit.excerpt.issue');
  });

  test('of one case has nothing but the case', async () => {
    const { report, leaves } = await excerptOf(`case/${caseId}`, owner);
    expect(report).toMatchObject({ verdict: 'verified', excerpt: { about: 'Case' } });
    expect([...new Set(leaves.map(({ target_type: type }) => type))]).toEqual(['Case']);
    expect(report.excerpt?.withheld).toBeGreaterThan(0);
  });

  test('[R-116] is there for auditors, too, and the person sees that they had it', async () => {
    const principalId = decodeJwt(owner.person.accessToken()).sub ?? '';
    const before = await excerptOf('own', owner);
    const { report } = await excerptOf(`principal/${principalId}`, auditor);
    expect(report).toMatchObject({ verdict: 'verified', excerpt: before.report.excerpt && { withheld: 0 } });
    expect((await excerptOf('own', owner)).leaves).toHaveLength(before.leaves.length + 2);
  });

  test('[R-098] is not there for anybody else', async () => {
    const curious = await somebody(sharedStack().url, 'curious');
    const principalId = decodeJwt(owner.person.accessToken()).sub ?? '';
    for (const what of [`case/${caseId}`, `principal/${principalId}`]) {
      const headers = { authorization: `Bearer ${curious.person.accessToken()}` };
      const answer = await fetch(`${log}/excerpts/${what}`, { headers });
      expect(answer.status).toBe(404);
    }
  });
});
