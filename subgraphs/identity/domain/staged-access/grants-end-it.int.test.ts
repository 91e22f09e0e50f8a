import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { again, changeGrantAs, grantTo, grantsInToken } from '../../testing/grants.ts';
import { startFixture } from '../../testing/identity-fixture.ts';
import { newSignedIn } from '../../testing/people.ts';
import { freshWorld, staged, stagedOf, stagedWorld } from '../../testing/staged-world.ts';
import type { IdentityFixture } from '../../testing/identity-fixture.ts';
import type { SignedInPerson } from '../../testing/people.ts';
import type { StagedWorld } from '../../testing/staged-world.ts';

const HOURS = 3_600_000;

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

/** Level and tiers of each entry in the token of this moment. */
const levels = async (person: SignedInPerson): Promise<string[]> =>
  (await grantsInToken(fixture, person)).map(({ accessLevel, tiers }) => [accessLevel, ...tiers].join(' '));

const PACKS = 'read_only_packs green';
const STAGED = 'read_only_all amber red';

async function activeWorld(options: Parameters<typeof stagedWorld>[1] = {}): Promise<StagedWorld> {
  const world = await stagedWorld(fixture, options);
  await approvedByAll(world);
  return world;
}

async function approvedByAll({ principal, grantee, second, stagedAccessId }: StagedWorld): Promise<void> {
  const { requestNumber } = stagedOf(await staged(fixture, grantee, 'request', { stagedAccessId }), 'request');
  for (const person of [principal, second]) await staged(fixture, person, 'approve', { stagedAccessId, requestNumber });
}

describe('[R-037] what ends shows in the next context token', () => {
  test('a suspended grant gives nothing, and resuming does not revive what was active', async () => {
    const { principal, grantee, grantId, stagedAccessId } = await activeWorld();
    expect(await levels(grantee)).toEqual([PACKS, STAGED]);
    const before = fixture.announced.length;
    await changeGrantAs(fixture, principal, 'suspend', grantId);
    expect(fixture.announced.slice(before)).toContain(`principal:${grantee.principalId}`);
    expect(await levels(grantee)).toEqual([]);
    expect((await staged(fixture, grantee, 'request', { stagedAccessId })).code).toBe('CONFLICT');
    await changeGrantAs(fixture, principal, 'resume', grantId);
    expect(await levels(grantee)).toEqual([PACKS]);
    expect((await staged(fixture, grantee, 'activate', { stagedAccessId })).code).toBe('TRANSITION_NOT_ALLOWED');
    expect(stagedOf(await staged(fixture, grantee, 'request', { stagedAccessId }), 'request')['requestNumber']).toBe(2);
  });

  test('a request goes with its grant as well: the wait begins anew', async () => {
    let world = await stagedWorld(fixture);
    const { stagedAccessId } = world;
    await staged(fixture, world.grantee, 'request', { stagedAccessId });
    await changeGrantAs(fixture, world.principal, 'suspend', world.grantId);
    await changeGrantAs(fixture, world.principal, 'resume', world.grantId);
    fixture.clock.advance(7 * 24 * HOURS - 120_000);
    world = await freshWorld(fixture, world);
    fixture.clock.advance(120_000);
    expect((await staged(fixture, world.grantee, 'activate', { stagedAccessId })).code).toBe('TRANSITION_NOT_ALLOWED');
  });

  test('a revoked grant takes the arrangement with it', async () => {
    const { principal, grantee, grantId, stagedAccessId } = await activeWorld();
    await changeGrantAs(fixture, principal, 'revoke', grantId);
    expect(await levels(grantee)).toEqual([]);
    expect((await staged(fixture, principal, 'revoke', { stagedAccessId })).code).toBe('TRANSITION_NOT_ALLOWED');
    const [stored] = await fixture.rows('SELECT status, active_until FROM identity.staged_access WHERE id = $1', [
      stagedAccessId,
    ]);
    expect(stored).toEqual({ status: 'revoked', active_until: null });
  });

  test('a grant that runs out takes what is active with it, and the token says so beforehand', async () => {
    const expiresAt = new Date(fixture.clock.now() + 2 * HOURS);
    let world = await activeWorld({ grant: { expiresAt: expiresAt.toISOString() } });
    const end = Math.floor(expiresAt.getTime() / 1000);
    expect((await grantsInToken(fixture, world.grantee)).map((held) => held.expiresAt)).toEqual([end, end]);
    fixture.clock.advance(expiresAt.getTime() - fixture.clock.now() - 100_000);
    world = await freshWorld(fixture, world);
    expect(await levels(world.grantee)).toEqual([PACKS, STAGED]);
    fixture.clock.advance(expiresAt.getTime() - fixture.clock.now());
    expect(await levels(world.grantee)).toEqual([]);
  });

  test('a proxy keeps writing what they may write, and reads what is staged until its end and no longer', async () => {
    const grant = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN'] };
    let world = await activeWorld({ grant, arrangement: { accessHours: 1 } });
    expect(await levels(world.grantee)).toEqual(['limited_write green', 'read_only_all green amber red']);
    fixture.clock.advance(HOURS - 100_000);
    world = await freshWorld(fixture, world);
    expect(await levels(world.grantee)).toEqual(['limited_write green', 'read_only_all green amber red']);
    fixture.clock.advance(100_000);
    expect(await levels(world.grantee)).toEqual(['limited_write green']);
  });

  test('a suspended second approver’s approval is taken back, and resuming does not give it again', async () => {
    const { principal, grantee, second, secondGrantId, stagedAccessId } = await stagedWorld(fixture);
    await staged(fixture, grantee, 'request', { stagedAccessId });
    const approval = { stagedAccessId, requestNumber: 1 };
    await staged(fixture, second, 'approve', approval);
    await changeGrantAs(fixture, principal, 'suspend', secondGrantId);
    expect((await staged(fixture, second, 'approve', approval)).code).toBe('NOT_FOUND');
    await changeGrantAs(fixture, principal, 'resume', secondGrantId);
    expect(stagedOf(await staged(fixture, principal, 'approve', approval), 'approve')).toMatchObject({
      status: 'REQUESTED',
      approvedBySecondAt: null,
    });
    expect(await levels(grantee)).toEqual([PACKS]);
  });

  test('[R-036] a granter whose role was changed gives nothing any more; changed back, what is left', async () => {
    const { principal, grantee } = await activeWorld();
    await setRole(principal, 'auditor');
    expect(await levels(grantee)).toEqual([]);
    await setRole(principal, 'principal');
    expect(await levels(grantee)).toEqual([PACKS, STAGED]);
  });

  test('[R-092] an executor nominee is refused, as grantee and as second approver', async () => {
    const principal = await newSignedIn(fixture, 'principal');
    const [nominee, contact] = [await newSignedIn(fixture, 'nominee'), await newSignedIn(fixture, 'contact')];
    const nomineeGrant = await grantTo(fixture, principal, nominee, { role: 'EXECUTOR_NOMINEE' });
    const contactGrant = await grantTo(fixture, principal, contact);
    const [fresh] = await again(fixture, principal);
    const arrangement = { tiers: ['GREEN'], waitDays: 7, accessHours: 1 };
    for (const grants of [{ grantId: nomineeGrant }, { grantId: contactGrant, secondApproverGrantId: nomineeGrant }])
      expect((await staged(fixture, fresh, 'arrange', { ...arrangement, ...grants })).code).toBe('BAD_USER_INPUT');
  });
});

async function setRole({ principalId }: SignedInPerson, role: string): Promise<void> {
  await fixture.rows(
    `WITH receipt AS (
       INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES (gen_random_uuid(), 'COMMITTED', 0, 'test')
     )
     UPDATE identity.principal SET role = $2 WHERE id = $1`,
    [principalId, role],
  );
}
