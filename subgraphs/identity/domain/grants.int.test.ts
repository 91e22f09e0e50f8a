import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { PUBLIC_URL, startFixture } from '../testing/identity-fixture.ts';
import {
  contextToken,
  dataOf,
  exchange,
  inventEmail,
  mailedToken,
  mailsTo,
  newPerson,
  newSignedIn,
  signIn,
  text,
} from '../testing/people.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';
import type { SignedInPerson } from '../testing/people.ts';

const DAYS = 24 * 3_600_000;
const FIELDS = 'grant { id role accessLevel tiers status granter { id } grantee { id } acceptedAt expiresAt }';
const INVITE = `mutation ($input: InviteGrantInput!) { inviteGrant(input: $input) { ${FIELDS} } }`;
const ACCEPT = `mutation ($input: AcceptGrantInput!) { acceptGrant(input: $input) { ${FIELDS} } }`;
const change = (step: string) => `mutation ($input: GrantIdInput!) { ${step}Grant(input: $input) { ${FIELDS} } }`;
const REFERENCES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on RoleGrant { id status } ... on Principal { id displayName email } } }';

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const invite = async (granter: SignedInPerson, email: string, input: Record<string, unknown> = {}) => {
  // Later than whatever came before: mails sort by time.
  fixture.clock.advance(1);
  const offer = { email, role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'], ...input };
  return fixture.run(INVITE, { input: offer }, { token: await contextToken(fixture, granter) });
};
const accept = async (grantee: SignedInPerson, token: string) =>
  fixture.run(ACCEPT, { input: { token } }, { token: await contextToken(fixture, grantee) });
const step = async (granter: SignedInPerson, name: string, grantId: string) =>
  fixture.run(change(name), { input: { grantId } }, { token: await contextToken(fixture, granter) });
const entities = async (asker: SignedInPerson, representations: unknown[]) =>
  fixture.run(REFERENCES, { representations }, { token: await contextToken(fixture, asker) });
const grantOf = (answer: Parameters<typeof dataOf>[0], field: string): Record<string, unknown> =>
  dataOf(answer, field)['grant'] as Record<string, unknown>;

/** Grants in the context token of this moment. */
async function heldBy(person: SignedInPerson) {
  const keys = createJwksClient({ url: `${fixture.baseUrl}/.well-known/jwks.json`, clock: fixture.clock });
  const verify = createContextTokenVerifier({ issuer: PUBLIC_URL, keys, clock: fixture.clock });
  return (await verify((await exchange(fixture, person.accessToken)).contextToken)).grants;
}

/** Two people, the second holding a role from the first. */
async function granted(input: Record<string, unknown> = {}) {
  const grantee = await newSignedIn(fixture, 'grantee');
  const granter = await newSignedIn(fixture, 'granter');
  await invite(granter, grantee.email, input);
  const grant = grantOf(await accept(grantee, await mailedToken(fixture, grantee.email)), 'acceptGrant');
  return { granter, grantee, grantId: text(grant, 'id') };
}

describe('a role by grant', () => {
  test('[R-037] is offered by mail, accepted, and then in the context token of the one who holds it', async () => {
    const grantee = await newSignedIn(fixture, 'grantee');
    const granter = await newSignedIn(fixture, 'granter');
    const offered = grantOf(await invite(granter, grantee.email), 'inviteGrant');
    expect(offered).toMatchObject({
      status: 'INVITED',
      grantee: null,
      granter: { id: granter.principalId },
      acceptedAt: null,
    });
    expect(await heldBy(grantee)).toEqual([]);
    const accepted = grantOf(await accept(grantee, await mailedToken(fixture, grantee.email)), 'acceptGrant');
    expect(accepted).toMatchObject({ id: offered['id'], status: 'ACCEPTED', grantee: { id: grantee.principalId } });
    expect(await heldBy(grantee)).toEqual([
      {
        id: offered['id'],
        tenantId: expect.any(String),
        principalId: granter.principalId,
        role: 'proxy',
        accessLevel: 'limited_write',
        tiers: ['green', 'amber'],
        expiresAt: null,
      },
    ]);
    expect(fixture.announced).toEqual(
      expect.arrayContaining([`principal:${granter.principalId}`, `principal:${grantee.principalId}`]),
    );
    expect((await mailsTo(fixture, granter.email)).at(-1)?.subject).toBe('Your offer was accepted');
  });

  test('can be offered to somebody who has no account; the answer is the same', async () => {
    const granter = await newSignedIn(fixture);
    const email = inventEmail('newcomer');
    const stranger = grantOf(await invite(granter, email), 'inviteGrant');
    const known = grantOf(await invite(granter, (await newPerson(fixture)).email), 'inviteGrant');
    expect({ ...stranger, id: '' }).toEqual({ ...known, id: '' });
    const token = await mailedToken(fixture, email);
    const newcomer = await signIn(fixture, await newPerson(fixture, 'newcomer', email));
    expect(grantOf(await accept(newcomer, token), 'acceptGrant')).toMatchObject({ status: 'ACCEPTED' });
  });

  test('an invitation works for the invited address alone, once, and for seven days', async () => {
    const [grantee, other] = [await newPerson(fixture, 'grantee'), await newPerson(fixture, 'other')];
    const granter = await newSignedIn(fixture, 'granter');
    await invite(granter, grantee.email);
    const token = await mailedToken(fixture, grantee.email);
    expect((await accept(await signIn(fixture, other), token)).code).toBe('INVITATION_INVALID');
    expect((await accept(granter, token)).code).toBe('INVITATION_INVALID');
    const signedIn = await signIn(fixture, grantee);
    expect((await accept(signedIn, 'no such token')).code).toBe('INVITATION_INVALID');
    grantOf(await accept(signedIn, token), 'acceptGrant');
    expect((await accept(signedIn, token)).code).toBe('INVITATION_INVALID');
    await invite(await signIn(fixture, granter), grantee.email, {
      role: 'EXECUTOR_NOMINEE',
      accessLevel: 'READ_ONLY_PACKS',
    });
    const late = await mailedToken(fixture, grantee.email);
    fixture.clock.advance(7 * DAYS);
    expect((await accept(await signIn(fixture, grantee), late)).code).toBe('INVITATION_INVALID');
  });

  test('of parallel acceptances one counts', async () => {
    const grantee = await newSignedIn(fixture, 'grantee');
    const granter = await newSignedIn(fixture, 'granter');
    await invite(granter, grantee.email);
    const token = await mailedToken(fixture, grantee.email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(grantee, token)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test('[R-037] suspended, resumed, revoked: it stops and works with the next request, and both are told', async () => {
    const { granter, grantee, grantId } = await granted();
    expect(grantOf(await step(granter, 'suspend', grantId), 'suspendGrant')).toMatchObject({ status: 'SUSPENDED' });
    expect(await heldBy(grantee)).toEqual([]);
    expect(grantOf(await step(granter, 'resume', grantId), 'resumeGrant')).toMatchObject({ status: 'ACCEPTED' });
    expect(await heldBy(grantee)).toHaveLength(1);
    const before = fixture.announced.length;
    expect(grantOf(await step(granter, 'revoke', grantId), 'revokeGrant')).toMatchObject({ status: 'REVOKED' });
    expect(await heldBy(grantee)).toEqual([]);
    expect(fixture.announced.slice(before).sort()).toEqual(
      [`principal:${granter.principalId}`, `principal:${grantee.principalId}`].sort(),
    );
    for (const name of ['suspend', 'resume', 'revoke'])
      expect((await step(granter, name, grantId)).code).toBe('TRANSITION_NOT_ALLOWED');
  });

  test('[R-037] ends by itself', async () => {
    const { grantee } = await granted({ expiresAt: new Date(fixture.clock.now() + 200_000).toISOString() });
    expect(await heldBy(grantee)).toHaveLength(1);
    fixture.clock.advance(200_000);
    expect(await heldBy(grantee)).toEqual([]);
  });

  test('a withdrawn invitation cannot be accepted', async () => {
    const grantee = await newSignedIn(fixture, 'grantee');
    const granter = await newSignedIn(fixture, 'granter');
    const { id } = grantOf(await invite(granter, grantee.email), 'inviteGrant');
    const token = await mailedToken(fixture, grantee.email);
    grantOf(await step(granter, 'revoke', String(id)), 'revokeGrant');
    expect((await accept(grantee, token)).code).toBe('INVITATION_INVALID');
  });

  test('one live offer or grant for a person and role; after its end the same can be offered again', async () => {
    const { granter, grantee, grantId } = await granted();
    expect((await invite(granter, grantee.email)).code).toBe('CONFLICT');
    const parallel = inventEmail();
    const answers = await Promise.all(Array.from({ length: 4 }, () => invite(granter, parallel)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    await step(granter, 'revoke', grantId);
    grantOf(await invite(granter, grantee.email), 'inviteGrant');
    fixture.clock.advance(7 * DAYS - 60_000);
    const again = await signIn(fixture, granter);
    fixture.clock.advance(60_000);
    grantOf(await invite(again, grantee.email), 'inviteGrant');
  });

  test.each([
    ['input.email', { email: 'SELF' }],
    ['input.tiers', { tiers: [] }],
    ['input.tiers', { tiers: ['GREEN', 'GREEN'] }],
    ['input.accessLevel', { role: 'EMERGENCY_CONTACT' }],
    ['input.expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['input.expiresAt', { expiresAt: 'tomorrow' }],
  ])('bad input names its field: %s', async (field, input) => {
    const granter = await newSignedIn(fixture);
    const email = 'email' in input ? granter.email : inventEmail();
    const answer = await invite(granter, email, { ...input, email });
    expect(answer.code).toBe('BAD_USER_INPUT');
    expect(Object.keys(answer.errors[0]?.extensions['errors'] ?? {})).toEqual([field]);
  });

  test('[R-030] offering and resuming need a fresh second factor, and have no effect without', async () => {
    const granter = await newSignedIn(fixture);
    fixture.clock.advance(901_000);
    const input = { email: inventEmail(), role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN'] };
    const renewed = dataOf(
      await fixture.run('mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken } }', {
        input: { refreshToken: granter.refreshToken },
      }),
      'refreshSession',
    );
    const { contextToken: token } = await exchange(fixture, text(renewed, 'accessToken'));
    expect((await fixture.run(INVITE, { input }, { token })).code).toBe('STEP_UP_REQUIRED');
    expect(await mailsTo(fixture, input.email)).toEqual([]);
  });
});

describe('who sees whom', () => {
  test('a grant is shown to its two parties only; foreign, missing and malformed references look the same', async () => {
    const { granter, grantee, grantId } = await granted();
    const stranger = await newSignedIn(fixture, 'stranger');
    const grant = { __typename: 'RoleGrant', id: grantId };
    for (const party of [granter, grantee]) {
      expect((await entities(party, [grant])).data).toEqual({ _entities: [{ id: grantId, status: 'ACCEPTED' }] });
    }
    const missing = { __typename: 'RoleGrant', id: '01890000-0000-7000-8000-000000000000' };
    const malformed = { __typename: 'RoleGrant', id: "' OR 1=1" };
    expect((await entities(stranger, [grant, missing, malformed])).data).toEqual({ _entities: [null, null, null] });
  });

  test('[R-046] somebody else’s grant answers every step as one that is not there', async () => {
    const { grantee, grantId } = await granted();
    const stranger = await newSignedIn(fixture, 'stranger');
    for (const name of ['suspend', 'resume', 'revoke']) {
      const missing = await step(stranger, name, '01890000-0000-7000-8000-000000000000');
      expect(missing.code).toBe('NOT_FOUND');
      expect(await step(stranger, name, grantId)).toEqual(missing);
      expect(await step(grantee, name, grantId)).toEqual(missing);
    }
  });

  test('[R-046] a person is shown to themself, to the other party of a live grant and to auditors; the address to themself alone', async () => {
    const { granter, grantee, grantId } = await granted();
    const stranger = await newSignedIn(fixture, 'stranger');
    const reference = { __typename: 'Principal', id: granter.principalId };
    const seenBy = async (asker: SignedInPerson) => (await entities(asker, [reference])).data?.['_entities'];
    expect(await seenBy(granter)).toEqual([{ id: granter.principalId, displayName: 'granter', email: granter.email }]);
    expect(await seenBy(grantee)).toEqual([{ id: granter.principalId, displayName: 'granter', email: null }]);
    expect(await seenBy(stranger)).toEqual([null]);
    await makeAuditor(stranger);
    expect(await seenBy(stranger)).toEqual([{ id: granter.principalId, displayName: 'granter', email: null }]);
    await step(granter, 'revoke', grantId);
    expect(await seenBy(grantee)).toEqual([null]);
  });

  test('lists of somebody else are empty, whoever they are', async () => {
    const { granter, grantee } = await granted();
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Principal { grants { nodes { id } } heldGrants { nodes { id } } sessions { nodes { id } } } } }`;
    const representations = [{ __typename: 'Principal', id: granter.principalId }];
    const answer = await fixture.run(query, { representations }, { token: await contextToken(fixture, grantee) });
    expect(answer.data).toEqual({
      _entities: [{ grants: { nodes: [] }, heldGrants: { nodes: [] }, sessions: { nodes: [] } }],
    });
  });

  test('a page of grants with both parties costs a fixed number of statements', async () => {
    const granter = await newSignedIn(fixture, 'granter');
    const query = '{ me { grants(first: 50) { nodes { id granter { id } grantee { id } } } } }';
    const cost = async (): Promise<number> => {
      const token = await contextToken(fixture, granter);
      const before = fixture.statements.length;
      dataOf(await fixture.run(query, {}, { token }), 'me');
      return fixture.statements.length - before;
    };
    await invite(granter, inventEmail());
    const one = await cost();
    for (let more = 0; more < 6; more += 1) await invite(granter, inventEmail());
    expect(await cost()).toBe(one);
  });
});

async function makeAuditor({ principalId }: SignedInPerson): Promise<void> {
  await fixture.rows(
    `WITH receipt AS (
       INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES (gen_random_uuid(), 'COMMITTED', 0, 'test')
     )
     UPDATE identity.principal SET role = 'auditor' WHERE id = $1`,
    [principalId],
  );
}
