import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiSchema, mutationNames } from '../../support/e2e/operations.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { openAuditLine } from '../../support/e2e/audit-line.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { takeSnapshot } from '../../support/e2e/snapshot.ts';
import { prepareMutations } from './mutations.ts';
import type { AuditLine, LineState } from '../../support/e2e/audit-line.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';
import type { PreparedMutation } from './mutations.ts';

/** Building the world takes two dozen sign-ups and exports. */
const WORLD_LIMIT_MS = 180_000;

let line: AuditLine;
let stack: TestStack;
let prepared: Readonly<Record<string, PreparedMutation>>;

beforeAll(async () => {
  line = await openAuditLine();
  const throughLine = { AUDIT_URL: line.url };
  stack = await startTestStack({
    overrides: { identity: throughLine, vault: throughLine, case: throughLine, incident: throughLine },
    beforeStart: ({ audit }) => {
      line.connectTo(audit);
    },
  });
  prepared = await prepareMutations(stack);
}, WORLD_LIMIT_MS);

afterAll(async () => {
  await stack.dispose();
  await line.close();
});

describe('[R-108] a change that cannot be recorded does not happen', () => {
  test('every mutation of the API is in the table', () => {
    expect(Object.keys(prepared).sort()).toEqual(mutationNames());
  });

  const states: readonly LineState[] = ['down', 'garbage', 'silent'];
  const rows = states.flatMap((state) => mutationNames().map((name) => [state, name] as const));

  test.each(rows)('audit %s: %s changes nothing', async (state, name) => {
    const mutation = prepared[name];
    if (mutation === undefined) throw new Error(`${name} has no row`);
    line.state = 'open';
    const before = await takeSnapshot(stack);
    line.state = state;
    const answer = await createGraphClient(stack.url).execute({
      query: mutationText(name),
      variables: { input: mutation.input },
      token: mutation.token?.(),
    });
    line.state = 'open';
    answer.expectError('AUDIT_UNAVAILABLE');
    expect(await takeSnapshot(stack)).toEqual(before);
  });
});

/** The mutation with the smallest selection it allows. */
function mutationText(name: string): string {
  const field = apiSchema().getMutationType()?.getFields()[name];
  const [argument] = field?.args ?? [];
  return `mutation ($input: ${String(argument?.type)}) { ${name}(input: $input) { __typename } }`;
}
