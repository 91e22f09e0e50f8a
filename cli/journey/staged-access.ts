import { z } from 'zod';
import { accept, invite } from './grants.ts';
import { JourneyProblem } from './problem.ts';
import { readsPeopleOf, untilRefused, untilServed } from './until.ts';
import type { Endpoint } from './endpoint.ts';
import type { Step } from './journey-input.ts';
import type { SignedIn } from './person.ts';

const stagedSchema = z.object({ id: z.string(), status: z.string(), requestNumber: z.number() });
const arrangedSchema = z.object({ arrangeStagedAccess: z.object({ stagedAccess: stagedSchema }) });
const requestedSchema = z.object({ requestStagedAccess: z.object({ stagedAccess: stagedSchema }) });
const approvedSchema = z.object({ approveStagedAccess: z.object({ stagedAccess: stagedSchema }) });

export interface StagedAccessInput {
  readonly endpoint: Endpoint;
  readonly step: Step;
  readonly principal: SignedIn;
  readonly principalId: string;
  /** Approves together with the principal. */
  readonly proxy: SignedIn;
  readonly proxyGrantId: string;
  readonly contact: SignedIn;
  /** A document of the principal. */
  readonly documentId: string;
}

/** An emergency contact asks, two approve, and the contact reads until the principal ends it. */
export async function playStagedAccess(given: StagedAccessInput): Promise<void> {
  const { endpoint, step, principal, principalId, proxy, contact } = given;
  const reads = (): Promise<void> => readsPeopleOf(contact, principalId);

  const grantId = await step('The principal invites the contact, who sees nothing yet', async () => {
    const offered = await invite(principal, contact.email, {
      role: 'EMERGENCY_CONTACT',
      accessLevel: 'READ_ONLY_PACKS',
    });
    await accept(endpoint, contact);
    await untilRefused(reads);
    return offered;
  });
  const stagedAccessId = await step('The principal arranges staged access for two hours', () =>
    arrange(principal, grantId, given.proxyGrantId),
  );
  const requestNumber = await step('The contact asks for it', () => ask(contact, stagedAccessId));
  await step('The principal approves, then the proxy', async () => {
    const input = { stagedAccessId, requestNumber };
    await principal.run('ApproveStagedAccess', { input }, approvedSchema);
    const { approveStagedAccess } = await proxy.run('ApproveStagedAccess', { input }, approvedSchema);
    if (approveStagedAccess.stagedAccess.status !== 'ACTIVE')
      throw new JourneyProblem('Two approvals did not begin it.');
  });
  await step('The contact reads', async () => {
    await untilServed(reads);
    await contact.run('RequestDownload', { input: { documentId: given.documentId } }, z.unknown());
  });
  await step('The principal ends it, and the contact is refused', async () => {
    await principal.run('RevokeStagedAccess', { input: { stagedAccessId } }, z.unknown());
    await untilRefused(reads);
  });
}

/** @returns id of the arrangement */
async function arrange(principal: SignedIn, grantId: string, secondApproverGrantId: string): Promise<string> {
  const input = { grantId, secondApproverGrantId, tiers: ['GREEN', 'AMBER'], waitDays: 7, accessHours: 2 };
  const { arrangeStagedAccess } = await principal.run('ArrangeStagedAccess', { input }, arrangedSchema);
  return arrangeStagedAccess.stagedAccess.id;
}

/** @returns number of the request, which an approval names */
async function ask(contact: SignedIn, stagedAccessId: string): Promise<number> {
  const input = { stagedAccessId, reason: 'Nobody answers at the house.' };
  const { requestStagedAccess } = await contact.run('RequestStagedAccess', { input }, requestedSchema);
  return requestStagedAccess.stagedAccess.requestNumber;
}
