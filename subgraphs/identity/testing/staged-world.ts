import { again, grantTo, runAs } from './grants.ts';
import { dataOf, newSignedIn, text } from './people.ts';
import type { GraphAnswer, IdentityFixture } from './identity-fixture.ts';
import type { SignedInPerson } from './people.ts';

const FIELDS = `stagedAccess { id status requestNumber requestedAt reason activatableAt approvedByPrincipalAt
  approvedBySecondAt activeUntil cooldownUntil }`;

/** `ArrangeStagedAccessInput` and so on. */
const INPUTS = {
  arrange: 'ArrangeStagedAccessInput',
  request: 'RequestStagedAccessInput',
  approve: 'ApproveStagedAccessInput',
  veto: 'StagedAccessIdInput',
  activate: 'StagedAccessIdInput',
  revoke: 'StagedAccessIdInput',
} as const;
export type StagedVerb = keyof typeof INPUTS;

/** A principal, the holder of a grant, and a second approver; nothing is requested yet. */
export interface StagedWorld {
  readonly principal: SignedInPerson;
  readonly grantee: SignedInPerson;
  readonly second: SignedInPerson;
  readonly grantId: string;
  readonly secondGrantId: string;
  readonly stagedAccessId: string;
}

export async function stagedWorld(
  fixture: IdentityFixture,
  {
    grant = {},
    arrangement = {},
  }: { readonly grant?: Record<string, unknown>; readonly arrangement?: Record<string, unknown> } = {},
): Promise<StagedWorld> {
  const people = [
    await newSignedIn(fixture, 'principal'),
    await newSignedIn(fixture, 'grantee'),
    await newSignedIn(fixture, 'second'),
  ] as const;
  const [principal, grantee, second] = people;
  const grantId = await grantTo(fixture, principal, grantee, grant);
  const secondGrantId = await grantTo(fixture, principal, second, { role: 'PROXY', accessLevel: 'LIMITED_WRITE' });
  const input = {
    grantId,
    tiers: ['AMBER', 'RED'],
    waitDays: 7,
    accessHours: 48,
    secondApproverGrantId: secondGrantId,
    ...arrangement,
  };
  const arranged = stagedOf(await staged(fixture, principal, 'arrange', input), 'arrange');
  return { principal, grantee, second, grantId, secondGrantId, stagedAccessId: text(arranged, 'id') };
}

/** One mutation of staged access. */
export function staged(
  fixture: IdentityFixture,
  person: SignedInPerson,
  verb: StagedVerb,
  input: Readonly<Record<string, unknown>>,
): Promise<GraphAnswer> {
  // Later than whatever came before: mails sort by time.
  fixture.clock.advance(1);
  const query = `mutation ($input: ${INPUTS[verb]}!) { ${verb}StagedAccess(input: $input) { ${FIELDS} } }`;
  return runAs(fixture, person, query, { input });
}

export function stagedOf(answer: GraphAnswer, verb: StagedVerb): Record<string, unknown> {
  return dataOf(answer, `${verb}StagedAccess`)['stagedAccess'] as Record<string, unknown>;
}

/** The same world with everybody signed in again. */
export async function freshWorld(fixture: IdentityFixture, world: StagedWorld): Promise<StagedWorld> {
  const [principal, grantee, second] = await again(fixture, world.principal, world.grantee, world.second);
  return { ...world, principal, grantee, second };
}
