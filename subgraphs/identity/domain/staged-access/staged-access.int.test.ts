import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { grantTo, grantsInToken, runAs } from '../../testing/grants.ts';
import { startFixture } from '../../testing/identity-fixture.ts';
import { dataOf, mailsTo, newSignedIn } from '../../testing/people.ts';
import { freshWorld, staged, stagedOf, stagedWorld } from '../../testing/staged-world.ts';
import type { IdentityFixture } from '../../testing/identity-fixture.ts';
import type { SignedInPerson } from '../../testing/people.ts';
import type { StagedVerb, StagedWorld } from '../../testing/staged-world.ts';

const DAYS = 24 * 3_600_000;

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const subjectsTo = async ({ email }: SignedInPerson): Promise<string[]> =>
  (await mailsTo(fixture, email)).map(({ subject }) => subject);
const levels = async (person: SignedInPerson): Promise<unknown[]> =>
  (await grantsInToken(fixture, person)).map(({ accessLevel, tiers }) => [accessLevel, tiers]);
const PACKS = ['read_only_packs', ['green']];
const STAGED = ['read_only_all', ['amber', 'red']];

describe('[R-096] staged access', () => {
  test('after the wait: arranged, requested, activated; the token shows it until its end', async () => {
    let world = await stagedWorld(fixture);
    const { stagedAccessId } = world;
    const reason = 'I cannot reach her.';
    const requested = stagedOf(await staged(fixture, world.grantee, 'request', { stagedAccessId, reason }), 'request');
    const requestedAt = new Date(String(requested['requestedAt']));
    expect(requested).toMatchObject({
      status: 'REQUESTED',
      requestNumber: 1,
      reason,
      activatableAt: new Date(requestedAt.getTime() + 7 * DAYS).toISOString(),
    });
    expect(await levels(world.grantee)).toEqual([PACKS]);

    fixture.clock.advance(7 * DAYS - 240_000);
    world = await freshWorld(fixture, world);
    expect((await staged(fixture, world.grantee, 'activate', { stagedAccessId })).code).toBe('TRANSITION_NOT_ALLOWED');
    fixture.clock.advance(240_000);
    const before = fixture.announced.length;
    const active = stagedOf(await staged(fixture, world.grantee, 'activate', { stagedAccessId }), 'activate');
    expect(active).toMatchObject({ status: 'ACTIVE', activatableAt: null });
    expect(fixture.announced.slice(before)).toEqual([`principal:${world.grantee.principalId}`]);
    expect(await levels(world.grantee)).toEqual([PACKS, STAGED]);
    const end = Math.floor(new Date(String(active['activeUntil'])).getTime() / 1000);
    expect((await grantsInToken(fixture, world.grantee)).map(({ expiresAt }) => expiresAt)).toEqual([null, end]);

    fixture.clock.advance(2 * DAYS - 200_000);
    world = await freshWorld(fixture, world);
    expect(await levels(world.grantee)).toEqual([PACKS, STAGED]);
    fixture.clock.advance(200_000);
    expect(await levels(world.grantee)).toEqual([PACKS]);
    expect((await seen(world.principal, stagedAccessId))?.['status']).toBe('ARRANGED');
  });

  test('after two approvals: at once, whoever approves last; everybody is told', async () => {
    const { principal, grantee, second, stagedAccessId } = await stagedWorld(fixture);
    await staged(fixture, grantee, 'request', { stagedAccessId });
    expect((await subjectsTo(principal)).at(-1)).toBe('Staged access was requested');
    expect((await subjectsTo(second)).at(-1)).toBe('Your approval is asked for');
    const approval = { stagedAccessId, requestNumber: 1 };
    fixture.clock.advance(1);
    expect(stagedOf(await staged(fixture, second, 'approve', approval), 'approve')).toMatchObject({
      status: 'REQUESTED',
      approvedByPrincipalAt: null,
      approvedBySecondAt: expect.any(String),
    });
    expect((await subjectsTo(principal)).at(-1)).toBe('Staged access was approved');
    expect(await levels(grantee)).toEqual([PACKS]);
    fixture.clock.advance(1);
    expect(stagedOf(await staged(fixture, principal, 'approve', approval), 'approve')).toMatchObject({
      status: 'ACTIVE',
    });
    expect(await levels(grantee)).toEqual([PACKS, STAGED]);
    expect((await subjectsTo(principal)).at(-1)).toBe('Staged access has begun');
    expect((await subjectsTo(grantee)).at(-1)).toBe('Your staged access has begun');
  });

  test('a veto ends the request, tells the grantee and leaves nothing of its approvals', async () => {
    let world = await stagedWorld(fixture);
    const { stagedAccessId } = world;
    await staged(fixture, world.grantee, 'request', { stagedAccessId });
    await staged(fixture, world.second, 'approve', { stagedAccessId, requestNumber: 1 });
    fixture.clock.advance(1);
    const vetoed = stagedOf(await staged(fixture, world.principal, 'veto', { stagedAccessId }), 'veto');
    expect(vetoed).toMatchObject({ status: 'ARRANGED', requestedAt: null, approvedBySecondAt: null });
    expect((await subjectsTo(world.grantee)).at(-1)).toBe('Your request was vetoed');
    expect((await staged(fixture, world.grantee, 'request', { stagedAccessId })).code).toBe('RATE_LIMITED');
    fixture.clock.advance(DAYS);
    world = await freshWorld(fixture, world);
    await staged(fixture, world.grantee, 'request', { stagedAccessId });
    const stale = await staged(fixture, world.principal, 'approve', { stagedAccessId, requestNumber: 1 });
    expect(stale.code).toBe('CONFLICT');
    const approval = { stagedAccessId, requestNumber: 2 };
    expect(stagedOf(await staged(fixture, world.principal, 'approve', approval), 'approve')['status']).toBe(
      'REQUESTED',
    );
    expect(await levels(world.grantee)).toEqual([PACKS]);
  });

  test('revoking ends what is active with the next request, for good; another can be arranged then', async () => {
    const world = await stagedWorld(fixture);
    const { principal, grantee, stagedAccessId, grantId } = world;
    await activeNow(world);
    expect(await levels(grantee)).toEqual([PACKS, STAGED]);
    const before = fixture.announced.length;
    expect(stagedOf(await staged(fixture, principal, 'revoke', { stagedAccessId }), 'revoke')['status']).toBe(
      'REVOKED',
    );
    expect(fixture.announced.slice(before)).toEqual([`principal:${grantee.principalId}`]);
    expect(await levels(grantee)).toEqual([PACKS]);
    expect((await staged(fixture, grantee, 'request', { stagedAccessId })).code).toBe('TRANSITION_NOT_ALLOWED');
    const arrangement = { grantId, tiers: ['AMBER'], waitDays: 30, accessHours: 1 };
    stagedOf(await staged(fixture, principal, 'arrange', arrangement), 'arrange');
    expect((await staged(fixture, principal, 'arrange', arrangement)).code).toBe('CONFLICT');
  });

  test('[R-107] each step is in the log: who, of whose, from where to where', async () => {
    const world = await stagedWorld(fixture);
    await activeNow(world);
    await staged(fixture, world.principal, 'revoke', { stagedAccessId: world.stagedAccessId });
    const recorded = fixture.audit.events.flatMap((event) =>
      event.kind === 'PREPARED' && event.target.id === world.stagedAccessId ? [event] : [],
    );
    expect(
      recorded.map(({ action, actor, detail }) => [action, actor.principalId, detail['from'], detail['to']]),
    ).toEqual([
      ['identity.staged_access.arrange', world.principal.principalId, undefined, undefined],
      ['identity.staged_access.request', world.grantee.principalId, 'arranged', 'requested'],
      ['identity.staged_access.approve', world.second.principalId, 'requested', 'requested'],
      ['identity.staged_access.approve', world.principal.principalId, 'requested', 'active'],
      ['identity.staged_access.revoke', world.principal.principalId, 'active', 'revoked'],
    ]);
    for (const { target } of recorded)
      expect(target).toMatchObject({ type: 'StagedAccess', ownerPrincipalId: world.principal.principalId });
    expect(JSON.stringify(recorded)).not.toContain('because');
  });

  test.each<[StagedVerb, keyof StagedWorld]>([
    ['request', 'grantee'],
    ['approve', 'principal'],
    ['activate', 'grantee'],
    ['arrange', 'principal'],
  ])('[R-030] to %s needs a fresh second factor, to veto and to revoke does not', async (verb, who) => {
    const world = await stagedWorld(fixture);
    const { stagedAccessId, grantId } = world;
    const person = world[who] as SignedInPerson;
    fixture.clock.advance(verb === 'arrange' ? 901_000 : 301_000);
    const renewed = await withOldFactor(person);
    const input = {
      arrange: { grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1 },
      approve: { stagedAccessId, requestNumber: 1 },
    }[verb as string] ?? { stagedAccessId };
    expect((await staged(fixture, renewed, verb, input)).code).toBe('STEP_UP_REQUIRED');
    const owner = person === world.principal ? renewed : await withOldFactor(world.principal);
    expect((await staged(fixture, owner, 'veto', { stagedAccessId })).code).toBe('TRANSITION_NOT_ALLOWED');
    expect((await staged(fixture, owner, 'revoke', { stagedAccessId })).errors).toEqual([]);
  });

  test.each([
    ['input.tiers', { tiers: [] }],
    ['input.tiers', { tiers: ['RED', 'RED'] }],
    ['input.waitDays', { waitDays: 8 }],
    ['input.accessHours', { accessHours: 169 }],
    ['input.grantId', { grantId: 'not-an-id' }],
    ['input.secondApproverGrantId', { secondApproverGrantId: 'not-an-id' }],
  ])('bad input names its field: %s', async (field, change) => {
    const principal = await newSignedIn(fixture);
    const grantId = await grantTo(fixture, principal, await newSignedIn(fixture));
    const input = { grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1, ...change };
    const answer = await staged(fixture, principal, 'arrange', input);
    expect(answer.code).toBe('BAD_USER_INPUT');
    expect(Object.keys(answer.errors[0]?.extensions['errors'] ?? {})).toEqual([field]);
  });

  test('nothing changes when the log does not confirm', async () => {
    const { principal, grantee, stagedAccessId } = await stagedWorld(fixture);
    await staged(fixture, grantee, 'request', { stagedAccessId });
    const stored = () => fixture.rows('SELECT * FROM identity.staged_access WHERE id = $1', [stagedAccessId]);
    const [before, mails] = [await stored(), await subjectsTo(grantee)];
    fixture.audit.unavailable = true;
    const answer = await staged(fixture, principal, 'veto', { stagedAccessId });
    fixture.audit.unavailable = false;
    expect(answer.code).toBe('AUDIT_UNAVAILABLE');
    expect([await stored(), await subjectsTo(grantee)]).toEqual([before, mails]);
  });
});

const ONE = `query ($id: ID!) { stagedAccess(id: $id) { id status principal { displayName } grantee { displayName }
  grant { id } secondApprover { displayName } } }`;

async function seen(person: SignedInPerson, id: string): Promise<Record<string, unknown> | null> {
  const answer = await runAs(fixture, person, ONE, { id });
  expect(answer.errors).toEqual([]);
  return answer.data?.['stagedAccess'] as Record<string, unknown> | null;
}

/** Requested and approved by both. */
async function activeNow({ principal, grantee, second, stagedAccessId }: StagedWorld): Promise<void> {
  const reason = 'because';
  const { requestNumber } = stagedOf(await staged(fixture, grantee, 'request', { stagedAccessId, reason }), 'request');
  for (const person of [second, principal])
    stagedOf(await staged(fixture, person, 'approve', { stagedAccessId, requestNumber }), 'approve');
}

/** A token of now with the second factor of then. */
async function withOldFactor(person: SignedInPerson): Promise<SignedInPerson> {
  const query =
    'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken } }';
  const tokens = dataOf(await fixture.run(query, { input: { refreshToken: person.refreshToken } }), 'refreshSession');
  return { ...person, accessToken: String(tokens['accessToken']), refreshToken: String(tokens['refreshToken']) };
}

describe('[R-046] who sees an arrangement', () => {
  test('its three parties, each what concerns them; nobody else', async () => {
    const { principal, grantee, second, stagedAccessId, grantId } = await stagedWorld(fixture);
    const stranger = await newSignedIn(fixture, 'stranger');
    const all = {
      id: stagedAccessId,
      status: 'ARRANGED',
      principal: { displayName: 'principal' },
      grantee: { displayName: 'grantee' },
      grant: { id: grantId },
      secondApprover: { displayName: 'second' },
    };
    expect(await seen(principal, stagedAccessId)).toEqual(all);
    expect(await seen(grantee, stagedAccessId)).toEqual({ ...all, secondApprover: null });
    expect(await seen(second, stagedAccessId)).toEqual({ ...all, grant: null, grantee: null });
    await staged(fixture, grantee, 'request', { stagedAccessId });
    expect(await seen(second, stagedAccessId)).toEqual({ ...all, status: 'REQUESTED', grant: null });
    expect(await seen(stranger, stagedAccessId)).toBeNull();
    expect(await seen(stranger, newId())).toBeNull();
  });

  test('foreign, missing and malformed references look the same', async () => {
    const { principal, stagedAccessId } = await stagedWorld(fixture);
    const stranger = await newSignedIn(fixture, 'stranger');
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on StagedAccess { id } } }';
    const representations = [stagedAccessId, newId(), "' OR 1=1"].map((id) => ({ __typename: 'StagedAccess', id }));
    expect((await runAs(fixture, principal, query, { representations })).data).toEqual({
      _entities: [{ id: stagedAccessId }, null, null],
    });
    expect((await runAs(fixture, stranger, query, { representations })).data).toEqual({
      _entities: [null, null, null],
    });
  });

  test('lists: arranged, held, to approve; each of one’s own alone', async () => {
    const { principal, grantee, second, stagedAccessId, secondGrantId } = await stagedWorld(fixture);
    const lists = async (person: SignedInPerson) => {
      const part = (name: string) => `${name} { nodes { id } pageInfo { hasNextPage } }`;
      const query = `{ me { ${['stagedAccesses', 'heldStagedAccesses', 'stagedAccessesToApprove'].map(part).join(' ')} } }`;
      const me = dataOf(await runAs(fixture, person, query), 'me');
      return Object.values(me).map((list) => (list as { nodes: { id: string }[] }).nodes.map(({ id }) => id));
    };
    expect(await lists(principal)).toEqual([[stagedAccessId], [], []]);
    expect(await lists(grantee)).toEqual([[], [stagedAccessId], []]);
    expect(await lists(second)).toEqual([[], [], []]);
    await staged(fixture, grantee, 'request', { stagedAccessId });
    expect(await lists(second)).toEqual([[], [], [stagedAccessId]]);
    await staged(fixture, second, 'approve', { stagedAccessId, requestNumber: 1 });
    expect(await lists(second)).toEqual([[], [], []]);
    const suspend = 'mutation ($input: GrantIdInput!) { suspendGrant(input: $input) { grant { id } } }';
    await runAs(fixture, principal, suspend, { input: { grantId: secondGrantId } });
    expect(await lists(second)).toEqual([[], [], []]);
    expect(await seen(second, stagedAccessId)).toBeNull();
  });

  test.each<StagedVerb>(['request', 'approve', 'veto', 'activate', 'revoke'])(
    '[R-077] to %s: a stranger’s answer is that for one that is not there, and so is that of the wrong party',
    async (verb) => {
      const world = await stagedWorld(fixture);
      const stranger = await newSignedIn(fixture, 'stranger');
      const input = (stagedAccessId: string) =>
        verb === 'approve' ? { stagedAccessId, requestNumber: 1 } : { stagedAccessId };
      const missing = await staged(fixture, stranger, verb, input(newId()));
      expect(missing.code).toBe('NOT_FOUND');
      const { principal, grantee, second } = world;
      const wrong = {
        request: [principal, second],
        approve: [grantee],
        veto: [grantee, second],
        activate: [principal, second],
        revoke: [grantee, second],
        arrange: [],
      }[verb];
      for (const person of [stranger, ...wrong])
        expect(await staged(fixture, person, verb, input(world.stagedAccessId))).toEqual(missing);
    },
  );

  test('[R-077] arranging on somebody else’s grant, or with somebody else’s, answers as one that is not there', async () => {
    const { grantId, secondGrantId, grantee } = await stagedWorld(fixture);
    const stranger = await newSignedIn(fixture, 'stranger');
    const own = await grantTo(fixture, stranger, await newSignedIn(fixture));
    const arrange = (person: SignedInPerson, input: Record<string, unknown>) =>
      staged(fixture, person, 'arrange', { tiers: ['GREEN'], waitDays: 7, accessHours: 1, ...input });
    const missing = await arrange(stranger, { grantId: newId() });
    expect(missing.code).toBe('NOT_FOUND');
    expect(await arrange(stranger, { grantId })).toEqual(missing);
    expect(await arrange(grantee, { grantId })).toEqual(missing);
    expect(await arrange(stranger, { grantId: own, secondApproverGrantId: secondGrantId })).toEqual(missing);
    expect(await arrange(stranger, { grantId: own, secondApproverGrantId: newId() })).toEqual(missing);
  });

  test('a page with all parties costs a fixed number of statements', async () => {
    const principal = await newSignedIn(fixture, 'principal');
    const query = `{ me { stagedAccesses(first: 50) { nodes { id principal { id } grantee { id } grant { id } secondApprover { id } } } } }`;
    const cost = async (): Promise<number> => {
      const before = fixture.statements.length;
      dataOf(await runAs(fixture, principal, query), 'me');
      return fixture.statements.length - before;
    };
    const arrangeOne = async (): Promise<void> => {
      const grantId = await grantTo(fixture, principal, await newSignedIn(fixture));
      stagedOf(
        await staged(fixture, principal, 'arrange', { grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1 }),
        'arrange',
      );
    };
    await arrangeOne();
    const one = await cost();
    for (let more = 0; more < 3; more += 1) await arrangeOne();
    expect(await cost()).toBe(one);
  });
});
