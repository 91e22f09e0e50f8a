import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { PUBLIC_URL } from './identity-fixture.ts';
import { contextToken, dataOf, exchange, mailedToken, signIn, text } from './people.ts';
import type { HeldGrant } from '#platform/auth';
import type { GraphAnswer, IdentityFixture } from './identity-fixture.ts';
import type { Person, SignedInPerson } from './people.ts';

const INVITE = 'mutation ($input: InviteGrantInput!) { inviteGrant(input: $input) { grant { id } } }';
const ACCEPT = 'mutation ($input: AcceptGrantInput!) { acceptGrant(input: $input) { grant { id } } }';

/** A role that is offered and accepted. @returns id of the grant */
export async function grantTo(
  fixture: IdentityFixture,
  granter: SignedInPerson,
  grantee: SignedInPerson,
  input: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  // Later than whatever came before: mails sort by time.
  fixture.clock.advance(1);
  const offer = {
    email: grantee.email,
    role: 'EMERGENCY_CONTACT',
    accessLevel: 'READ_ONLY_PACKS',
    tiers: ['GREEN'],
    ...input,
  };
  dataOf(await runAs(fixture, granter, INVITE, { input: offer }), 'inviteGrant');
  const token = await mailedToken(fixture, grantee.email);
  const { grant } = dataOf(await runAs(fixture, grantee, ACCEPT, { input: { token } }), 'acceptGrant');
  return text(grant, 'id');
}

/** Suspends, resumes or revokes. */
export function changeGrantAs(
  fixture: IdentityFixture,
  granter: SignedInPerson,
  step: 'suspend' | 'resume' | 'revoke',
  grantId: string,
): Promise<GraphAnswer> {
  const query = `mutation ($input: GrantIdInput!) { ${step}Grant(input: $input) { grant { status } } }`;
  return runAs(fixture, granter, query, { input: { grantId } });
}

/** Grants in the context token of this moment. */
export async function grantsInToken(fixture: IdentityFixture, person: SignedInPerson): Promise<HeldGrant[]> {
  const keys = createJwksClient({ url: `${fixture.baseUrl}/.well-known/jwks.json`, clock: fixture.clock });
  const verify = createContextTokenVerifier({ issuer: PUBLIC_URL, keys, clock: fixture.clock });
  return (await verify((await exchange(fixture, person.accessToken)).contextToken)).grants;
}

/** Runs with a context token of this moment. */
export async function runAs(
  fixture: IdentityFixture,
  person: SignedInPerson,
  query: string,
  variables: unknown = {},
): Promise<GraphAnswer> {
  return fixture.run(query, variables, { token: await contextToken(fixture, person) });
}

/** Signs people in again, so that their tokens and second factors are fresh. */
export async function again<People extends readonly Person[]>(
  fixture: IdentityFixture,
  ...people: People
): Promise<{ [Index in keyof People]: SignedInPerson }> {
  const signedIn: SignedInPerson[] = [];
  for (const person of people) signedIn.push(await signIn(fixture, person));
  return signedIn as { [Index in keyof People]: SignedInPerson };
}
