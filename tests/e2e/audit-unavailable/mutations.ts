import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createAuthenticator } from '../../../cli/journey/authenticator.ts';
import { connect } from '../../../cli/journey/endpoint.ts';
import { confirm, inventPerson, signUp } from '../../../cli/journey/person.ts';
import { tokenFromMail } from '../../../cli/journey/mailbox.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { somebody } from '../../support/e2e/people.ts';
import {
  INCIDENT_FACTS,
  addPerson,
  attach,
  demoPerson,
  emergencyPack,
  exportOf,
  incident,
  invite,
  textDocument,
} from '../../support/e2e/world.ts';
import { operationsMutations } from './operations-mutations.ts';
import { stagedAccessMutations } from './staged-access-mutations.ts';
import type { Stack } from '../../../cli/stack/stack.ts';
import type { PreparedMutation } from './prepared-mutation.ts';

const CHALLENGE = z.object({ login: z.object({ challenge: z.object({ id: z.string() }) }) });

/** Input of every mutation of the API, over a world in which each would succeed. A new mutation without a row fails the suite. */
export async function prepareMutations(stack: Stack): Promise<Readonly<Record<string, PreparedMutation>>> {
  const owner = (await somebody(stack.url, 'owner')).person;
  const mine: ByOwner = (input) => ({ input: given(input), token: () => owner.accessToken() });
  const { identityRows } = await identityMutations(stack, mine, owner);

  const documentId = await textDocument(owner);
  const personId = await addPerson(owner);
  const [draft, filled, ready, exported, revocable, linked] = [
    await emergencyPack(owner, 'draft'),
    await emergencyPack(owner, 'draft'),
    await emergencyPack(owner),
    await emergencyPack(owner),
    await emergencyPack(owner),
    await emergencyPack(owner),
  ];
  await attach(owner, filled, 'directive_1', documentId);
  const packId = await exportOf(owner, exported);
  await exportOf(owner, linked);
  const link = await shareLink(owner, linked);
  const officer = await demoPerson(stack.url, stack.paths.people, 'information_officer');
  const incidentId = await incident(officer);
  const asOfficer: ByOwner = (input) => ({ input: given(input), token: () => officer.person.accessToken() });
  const fresh = freshAssertion(owner);
  const stagedRows = await stagedAccessMutations(stack, owner, freshAssertion);
  const operator = await demoPerson(stack.url, stack.paths.people, 'operator');
  const operationsRows = await operationsMutations(operator, freshAssertion(operator.person));
  const sha256 = 'a'.repeat(64);
  return {
    ...identityRows,
    ...stagedRows,
    ...operationsRows,
    addPerson: mine({ fullName: 'Another person' }),
    addAsset: mine({ category: 'VEHICLE', label: 'Car' }),
    requestUpload: mine({ title: 'New', type: 'OTHER', tier: 'AMBER', byteSize: 3, sha256, mediaType: 'text/plain' }),
    requestDownload: mine({ documentId }),
    openEmergencyPack: mine({ contacts: [{ name: 'A friend', phoneE164: '+27110000000', relationship: 'friend' }] }),
    openDeathReadiness: mine({ executorNomineePersonId: personId }),
    attachEvidence: mine({ caseId: draft, slot: 'directive_1', documentId }),
    detachEvidence: mine({ caseId: filled, slot: 'directive_1' }),
    markCaseReady: mine({ caseId: filled }),
    exportPack: { ...mine({}), input: () => fresh({ caseId: ready }) },
    requestPackDownload: mine({ packId }),
    revokeCase: mine({ caseId: revocable }),
    issueShareLink: { ...mine({}), input: () => fresh({ caseId: exported }) },
    revokeShareLink: mine({ shareLinkId: link.id }),
    openShareLink: { input: given({ token: link.token }) },
    reportIncident: asOfficer({ discoveredAt: new Date(Date.now() - 60_000).toISOString(), facts: INCIDENT_FACTS }),
    reviseIncident: asOfficer({ incidentId, basedOnRevision: 1, facts: INCIDENT_FACTS, reason: 'more is known' }),
  };
}

type Input = Readonly<Record<string, unknown>>;
type ByOwner = (input: Input) => PreparedMutation;

function given(input: Input): PreparedMutation['input'] {
  return () => Promise.resolve(input);
}

/** Steps up again before the assertion is too old for what needs a fresh one. */
function freshAssertion(owner: Owner): (input: Input) => Promise<Input> {
  const freshForMs = 120_000;
  let asserted = Date.now();
  return async (input) => {
    if (Date.now() - asserted > freshForMs) {
      // On a slow machine the mutation `stepUp` has had its turn by now, and used the code that comes next.
      await owner.stepUp().catch(() => owner.stepUp());
      asserted = Date.now();
    }
    return input;
  };
}

type Owner = Awaited<ReturnType<typeof somebody>>['person'];

async function identityMutations(
  stack: Stack,
  mine: ByOwner,
  owner: Owner,
): Promise<{ identityRows: Record<string, PreparedMutation> }> {
  const endpoint = connect(stack.url);
  const unconfirmed = inventPerson('Unconfirmed', 'unconfirmed');
  await signUp(endpoint, unconfirmed);
  const half = inventPerson('Half way', 'halfway');
  await signUp(endpoint, half);
  const enrolment = await endpoint.run(
    'ConfirmEmail',
    { input: { token: await tokenFromMail(stack.url, half.email, 'confirm') } },
    z.object({ confirmEmail: z.object({ enrolmentToken: z.string(), totpSecret: z.string() }) }),
  );
  const { enrolmentToken, totpSecret } = enrolment.confirmEmail;
  const enrolling = createAuthenticator(totpSecret);

  const waiting = inventPerson('Waiting', 'waiting');
  await signUp(endpoint, waiting);
  const authenticator = await confirm(endpoint, waiting);
  const { email, password } = waiting;
  const answerChallenge = async (): Promise<Input> => {
    const { login } = await endpoint.run('Login', { input: { email, password } }, CHALLENGE);
    return { challengeId: login.challenge.id, code: await authenticator.peekCode() };
  };
  const { refreshToken } = await freshSession(stack);

  const invitee = await somebody(stack.url, 'invitee');
  const toAccept = await invite(endpoint, owner, invitee.person.email);
  const accepted = await acceptedGrant(stack, owner);
  const suspended = await acceptedGrant(stack, owner);
  await endpoint.run(
    'RevokeGrant',
    { input: { grantId: (await invite(endpoint, owner)).grantId } },
    z.unknown(),
    owner.accessToken(),
  );
  await runSuspend(stack.url, owner, suspended);
  return {
    identityRows: {
      signUp: { input: given({ ...inventPerson('New', 'new') }) },
      confirmEmail: { input: given({ token: await tokenFromMail(stack.url, unconfirmed.email, 'confirm') }) },
      activateTotp: { input: async () => ({ enrolmentToken, code: await enrolling.peekCode() }) },
      login: { input: given({ email, password }) },
      verifyMfa: { input: answerChallenge },
      refreshSession: { input: given({ refreshToken }) },
      stepUp: { ...mine({}), input: async () => ({ code: await owner.authenticator.peekCode() }) },
      revokeSession: mine({}),
      inviteGrant: mine({
        email: `${randomUUID()}@lifeready.example`,
        role: 'PROXY',
        accessLevel: 'LIMITED_WRITE',
        tiers: ['GREEN'],
      }),
      acceptGrant: { input: given({ token: toAccept.token }), token: () => invitee.person.accessToken() },
      suspendGrant: mine({ grantId: accepted }),
      resumeGrant: mine({ grantId: suspended }),
      revokeGrant: mine({ grantId: accepted }),
    },
  };
}

async function freshSession(stack: Stack): Promise<{ refreshToken: string }> {
  const endpoint = connect(stack.url);
  const person = inventPerson('Refreshing', 'refreshing');
  await signUp(endpoint, person);
  const authenticator = await confirm(endpoint, person);
  const { email, password } = person;
  const { login } = await endpoint.run('Login', { input: { email, password } }, CHALLENGE);
  const input = { challengeId: login.challenge.id, code: await authenticator.nextCode() };
  return (await endpoint.run('VerifyMfa', { input }, z.object({ verifyMfa: z.object({ refreshToken: z.string() }) })))
    .verifyMfa;
}

async function acceptedGrant(stack: Stack, owner: Owner): Promise<string> {
  const nominee = await somebody(stack.url, 'nominee');
  const { grantId, token } = await invite(connect(stack.url), owner, nominee.person.email);
  await nominee.person.run('AcceptGrant', { input: { token } }, z.unknown());
  return grantId;
}

async function runSuspend(url: string, owner: Owner, grantId: string): Promise<void> {
  const query = 'mutation ($input: GrantIdInput!) { suspendGrant(input: $input) { grant { status } } }';
  (
    await createGraphClient(url).execute({ query, variables: { input: { grantId } }, token: owner.accessToken() })
  ).expectData();
}

async function shareLink(owner: Owner, caseId: string): Promise<{ id: string; token: string }> {
  const shape = z.object({ issueShareLink: z.object({ shareLink: z.object({ id: z.string() }), url: z.string() }) });
  const { issueShareLink } = await owner.run('IssueShareLink', { input: { caseId } }, shape);
  return { id: issueShareLink.shareLink.id, token: new URL(issueShareLink.url).searchParams.get('token') ?? '' };
}
