import { beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { emergencyPack, exportOf } from '../../support/e2e/world.ts';
import type { Exchange } from '../../support/e2e/graph-client.ts';
import type { Somebody } from '../../support/e2e/people.ts';

const LINK = z.object({ issueShareLink: z.object({ url: z.string() }) });
const OPEN = 'mutation ($input: OpenShareLinkInput!) { openShareLink(input: $input) { expiresAt } }';
const TRAIL = `query ($id: ID!) { case(id: $id) {
  shareLinks { nodes { openedCount } } auditTrail(first: 100) { nodes { action outcome } } } }`;
const PER_HOUR = 30;
/** An hour of the clock may end in between: then there are up to as many once more. */
const ATTEMPTS = 2 * PER_HOUR + 10;

interface Trail {
  readonly case: {
    readonly shareLinks: { readonly nodes: readonly { readonly openedCount: number }[] };
    readonly auditTrail: { readonly nodes: readonly { readonly action: string; readonly outcome: string | null }[] };
  };
}

let owner: Somebody;
let caseId: string;
let token: string;

beforeAll(async () => {
  owner = await somebody(sharedStack().url, 'owner');
  caseId = await emergencyPack(owner.person);
  await exportOf(owner.person, caseId);
  const { issueShareLink } = await owner.person.run('IssueShareLink', { input: { caseId } }, LINK);
  token = new URL(issueShareLink.url).searchParams.get('token') ?? '';
});

test('[R-095] a share link that is opened in a loop has to wait, and the trail of its case stays short', async () => {
  const nobody = createGraphClient(sharedStack().url);
  const answers: Exchange<unknown>[] = [];
  for (let at = 0; at < ATTEMPTS; at += 1)
    answers.push(await nobody.execute({ query: OPEN, variables: { input: { token } } }));
  const refused = answers.filter(({ errors }) => errors.length > 0);
  for (const answer of refused) {
    expect(answer.expectError('RATE_LIMITED').extensions).toMatchObject({ status: 429 });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(3_600);
  }
  const opened = ATTEMPTS - refused.length;
  expect(opened).toBeGreaterThanOrEqual(PER_HOUR);
  expect(opened).toBeLessThanOrEqual(2 * PER_HOUR);
  const { case: seen } = (await owner.execute<Trail>(TRAIL, { id: caseId })).expectData();
  expect(seen.shareLinks.nodes).toEqual([{ openedCount: opened }]);
  const denied = seen.auditTrail.nodes.filter(({ action }) => action === 'security.authz.deny');
  expect(denied.length).toBeGreaterThan(0);
  expect(denied.length).toBeLessThanOrEqual(2);
});
