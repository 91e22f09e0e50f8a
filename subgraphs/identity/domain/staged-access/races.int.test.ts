import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeGrantAs, grantsInToken } from '../../testing/grants.ts';
import { startFixture } from '../../testing/identity-fixture.ts';
import { freshWorld, staged, stagedOf, stagedWorld } from '../../testing/staged-world.ts';
import type { GraphAnswer, IdentityFixture } from '../../testing/identity-fixture.ts';
import type { SignedInPerson } from '../../testing/people.ts';
import type { StagedWorld } from '../../testing/staged-world.ts';

const HOURS = 3_600_000;
const DAYS = 24 * HOURS;
const ROUNDS = 20;

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const succeeded = (answers: readonly GraphAnswer[]): boolean[] => answers.map(({ errors }) => errors.length === 0);
const isOpen = async (person: SignedInPerson): Promise<boolean> =>
  (await grantsInToken(fixture, person)).some(({ accessLevel }) => accessLevel === 'read_only_all');

/** Requested, with the wait just over and everybody signed in. */
async function waited(world: StagedWorld): Promise<StagedWorld> {
  const [{ stagedAccessId }, fresh] = [world, await freshWorld(fixture, world)];
  stagedOf(await staged(fixture, fresh.grantee, 'request', { stagedAccessId }), 'request');
  fixture.clock.advance(7 * DAYS - 60_000);
  return freshWorld(fixture, fresh);
}

/** Runs both at the same moment, the one that is sent first alternating. */
async function atOnce<Answer>(round: number, works: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
  const order = works.map((work, at) => ({ work, at }));
  if (round % 2 === 1) order.reverse();
  const answers = await Promise.all(order.map(async ({ work, at }) => ({ at, answer: await work() })));
  return answers.toSorted((one, other) => one.at - other.at).map(({ answer }) => answer);
}

describe('[R-096] of two at once', () => {
  test('a veto and an activation: one happens, and the token is the winner’s', async () => {
    let world = await stagedWorld(fixture);
    const { stagedAccessId } = world;
    for (let round = 0; round < ROUNDS; round += 1) {
      world = await waited(world);
      const { principal, grantee } = world;
      const [veto, activation] = await atOnce(round, [
        () => staged(fixture, principal, 'veto', { stagedAccessId }),
        () => staged(fixture, grantee, 'activate', { stagedAccessId }),
      ]);
      if (veto === undefined || activation === undefined) throw new Error('both were asked');
      const [vetoed, activated] = succeeded([veto, activation]);
      expect({ round, vetoed }).toEqual({ round, vetoed: !activated });
      expect((vetoed ? activation : veto).code).toBe('TRANSITION_NOT_ALLOWED');
      expect(await isOpen(grantee)).toBe(activated);
      fixture.clock.advance(49 * HOURS);
    }
  }, 120_000);

  test('five activations: one happens', async () => {
    const world = await waited(await stagedWorld(fixture));
    const { grantee, stagedAccessId } = world;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => staged(fixture, grantee, 'activate', { stagedAccessId })),
    );
    expect(succeeded(answers).filter(Boolean)).toHaveLength(1);
    const [row] = await fixture.rows('SELECT revision FROM identity.staged_access WHERE id = $1', [stagedAccessId]);
    expect(row).toEqual({ revision: 3 });
  });

  test('both approvals: both count, and the later one begins the access', async () => {
    let world = await stagedWorld(fixture);
    const { stagedAccessId } = world;
    for (let round = 0; round < 8; round += 1) {
      world = await freshWorld(fixture, world);
      const { principal, grantee, second } = world;
      const { requestNumber } = stagedOf(await staged(fixture, grantee, 'request', { stagedAccessId }), 'request');
      const answers = await atOnce(
        round,
        [principal, second].map(
          (person) => () => staged(fixture, person, 'approve', { stagedAccessId, requestNumber }),
        ),
      );
      expect(answers.map((answer) => stagedOf(answer, 'approve')['status']).sort()).toEqual(['ACTIVE', 'REQUESTED']);
      expect(await isOpen(grantee)).toBe(true);
      fixture.clock.advance(49 * HOURS);
    }
  });

  test('a suspension and an activation: nothing is open afterwards, whoever was first', async () => {
    let world = await stagedWorld(fixture);
    const { stagedAccessId, grantId } = world;
    for (let round = 0; round < 8; round += 1) {
      world = await waited(world);
      fixture.clock.advance(60_000);
      const { principal, grantee } = world;
      const [suspension] = await atOnce(round, [
        () => changeGrantAs(fixture, principal, 'suspend', grantId),
        () => staged(fixture, grantee, 'activate', { stagedAccessId }),
      ]);
      expect(suspension?.errors).toEqual([]);
      expect(await isOpen(grantee)).toBe(false);
      await changeGrantAs(fixture, principal, 'resume', grantId);
      expect(await isOpen(grantee)).toBe(false);
    }
  });

  test('arrangements for one grant: one is made', async () => {
    const { principal, grantId, stagedAccessId } = await stagedWorld(fixture);
    await staged(fixture, principal, 'revoke', { stagedAccessId });
    const input = { grantId, tiers: ['AMBER'], waitDays: 7, accessHours: 1 };
    const answers = await Promise.all(Array.from({ length: 4 }, () => staged(fixture, principal, 'arrange', input)));
    expect(succeeded(answers).filter(Boolean)).toHaveLength(1);
    expect(answers.flatMap(({ code }) => (code === undefined ? [] : [code]))).toEqual(Array(3).fill('CONFLICT'));
  });
});
