import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runAuditCommand } from '../../cli/audit/testing/run-command.ts';
import { withFiles } from '../../cli/audit/testing/sample-bundle.ts';
import { appendEvents } from '../../subgraphs/audit/testing/append-events.ts';
import { preparedEvent, somebody } from '../../subgraphs/audit/testing/events.ts';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { testCaller } from '../support/service/test-identity.ts';

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

test('[R-115] what auditProof gives verifies offline with the command, and a changed leaf does not', async () => {
  const who = somebody();
  const event = preparedEvent(who);
  await appendEvents(audit, [event, preparedEvent(), preparedEvent()]);
  const { data } = await audit.as('gateway').graphql({
    query: 'query ($entryId: ID!) { auditProof(entryId: $entryId) { leaf proof } }',
    variables: { entryId: event.eventId },
    contextToken: audit.identity.vouchFor(testCaller(who)),
  });
  const { leaf, proof } = data?.['auditProof'] as { leaf: string; proof: string };
  const changed = leaf.replace('"ATTEMPTED"', '"COMMITTED"');
  expect(changed).not.toBe(leaf);
  const files = { 'policy.txt': `log ${audit.vkey}\nquorum none\n`, proof, leaf, changed };
  await withFiles(files, async (path) => {
    const verify = async (name: string): Promise<number | undefined> => {
      const args = ['verify', path('proof'), '--leaf', path(name)];
      return (await runAuditCommand(args, { defaultPolicyPath: path('policy.txt') })).code;
    };
    expect([await verify('leaf'), await verify('changed')]).toEqual([0, 1]);
  });
});
