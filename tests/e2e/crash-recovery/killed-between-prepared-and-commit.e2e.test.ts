import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAuditLine } from '../../support/e2e/audit-line.ts';
import { somebody } from '../../support/e2e/people.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import type { AuditLine } from '../../support/e2e/audit-line.ts';
import type { Somebody } from '../../support/e2e/people.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';

const POLL_MS = 100;
const DEADLINE_MS = 30_000;

let line: AuditLine;
let stack: TestStack;

beforeAll(async () => {
  line = await openAuditLine();
  stack = await startTestStack({
    overrides: { vault: { AUDIT_URL: line.url, AUDIT_RECONCILE_AFTER_SECONDS: '1' } },
    beforeStart: ({ audit }) => {
      line.connectTo(audit);
    },
  });
});

// Also when there is no stack: a line that is left open keeps the run from ending.
afterAll(async () => {
  try {
    await stack.dispose();
  } finally {
    await line.close();
  }
});

interface Trail {
  auditEntries: { nodes: { kind: string; outcome: string; targetId: string }[] };
}

async function entriesOf(auditor: Somebody, action: string): Promise<Trail['auditEntries']['nodes']> {
  const query =
    'query ($action: String!) { auditEntries(first: 50, action: $action) { nodes { kind outcome targetId } } }';
  return (await auditor.execute<Trail>(query, { action })).expectData().auditEntries.nodes;
}

async function outcomeOf(auditor: Somebody, targetId: string): Promise<string> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const entries = await entriesOf(auditor, 'vault.person.create');
    const outcome = entries.find((entry) => entry.kind === 'OUTCOME' && entry.targetId === targetId);
    if (outcome !== undefined) return outcome.outcome;
    await delay(POLL_MS);
  }
  throw new Error('no outcome was logged in time');
}

describe('a service killed with kill -9 between PREPARED and COMMIT', () => {
  test('[R-108] [R-163] after restart the log says ABORTED and the data says that nothing happened', async () => {
    const person = await somebody(stack.url);
    const auditor = await demoPerson(stack.url, stack.paths.people, 'auditor');
    const vault = stack.processes.get('vault');

    line.state = 'answers-held';
    const held = line.nextHeldAnswer();
    const lost = person
      .execute('mutation { addPerson(input: { fullName: "Nobody" }) { person { id } } }')
      .catch(() => undefined);
    await held;
    await vault?.kill();
    line.state = 'open';
    await lost;
    const [attempt] = await entriesOf(auditor, 'vault.person.create');
    expect(attempt).toMatchObject({ kind: 'PREPARED', outcome: 'ATTEMPTED' });

    await vault?.start();
    expect(await outcomeOf(auditor, attempt?.targetId ?? '')).toBe('ABORTED');
    const { people } = (
      await person.execute<{ people: { nodes: unknown[] } }>('{ people { nodes { id } } }')
    ).expectData();
    expect(people.nodes).toEqual([]);
  });
});
