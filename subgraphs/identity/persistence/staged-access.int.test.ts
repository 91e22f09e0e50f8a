import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startFixture } from '../testing/identity-fixture.ts';
import { staged, stagedWorld } from '../testing/staged-world.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';
import type { SignedInPerson } from '../testing/people.ts';
import type { StagedWorld } from '../testing/staged-world.ts';

let fixture: IdentityFixture;
let app: pg.Client;
let world: StagedWorld;
beforeAll(async () => {
  fixture = await startFixture();
  world = await stagedWorld(fixture);
  await staged(fixture, world.grantee, 'request', { stagedAccessId: world.stagedAccessId });
  app = new pg.Client({ connectionString: fixture.environment['DATABASE_URL'] });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await fixture.close();
});

async function tenantOf({ principalId }: SignedInPerson): Promise<string> {
  const sql = 'SELECT tenant_id FROM identity.principal WHERE id = $1';
  return (await fixture.rows<{ tenant_id: string }>(sql, [principalId]))[0]?.tenant_id ?? '';
}

/** Ids that the runtime role gets for a statement in a scope, or the error. */
async function asApp(scope: readonly [string, string], sql: string): Promise<unknown> {
  await app.query('BEGIN');
  try {
    await app.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [...scope]);
    return (await app.query<{ id: string }>(sql)).rows.map(({ id }) => id);
  } finally {
    await app.query('ROLLBACK');
  }
}

describe('[R-153] rows of staged access', () => {
  const TABLE = 'SELECT id FROM identity.staged_access';
  const OF_PARTY = 'SELECT id FROM identity.party_staged_accesses()';

  test('are the principal’s in the table; the other parties find theirs through the function alone', async () => {
    const { principal, grantee, second, stagedAccessId } = world;
    expect(await asApp([await tenantOf(principal), principal.principalId], TABLE)).toEqual([stagedAccessId]);
    for (const party of [principal, grantee, second])
      expect(await asApp([await tenantOf(party), party.principalId], OF_PARTY)).toEqual([stagedAccessId]);
    for (const party of [grantee, second])
      expect(await asApp([await tenantOf(party), party.principalId], TABLE)).toEqual([]);
  });

  test('are nobody’s who claims the tenant or the principal of another', async () => {
    const { principal, grantee } = world;
    const scopes = [
      ['', ''],
      [await tenantOf(principal), grantee.principalId],
      [await tenantOf(grantee), principal.principalId],
    ] as const;
    for (const scope of scopes) expect(await asApp(scope, TABLE)).toEqual([]);
    expect(await asApp(['', ''], OF_PARTY)).toEqual([]);
    expect(await asApp([await tenantOf(grantee), principal.principalId], OF_PARTY)).toEqual([]);
  });

  test('cannot be changed in the scope of another party', async () => {
    const { grantee, second } = world;
    for (const party of [grantee, second]) {
      const update = `UPDATE identity.staged_access SET wait_days = 7 RETURNING id`;
      expect(await asApp([await tenantOf(party), party.principalId], update)).toEqual([]);
    }
  });
});

describe('[R-096] the database refuses what no step would write', () => {
  const activation = `status = 'active', activated_at = now(), active_until = now() + interval '1 hour'`;

  test.each([
    ['an activation before the end of the wait', `${activation}, requested_at = now() - interval '6 days 23 hours'`],
    ['an activation with one approval', `${activation}, requested_at = now(), approved_by_principal_at = now()`],
    [
      'an activation beyond its hours',
      `status = 'active', requested_at = now() - interval '8 days', activated_at = now(), active_until = now() + interval '49 hours'`,
    ],
    ['approvals of nothing', `status = 'arranged', requested_at = NULL, approved_by_principal_at = now()`],
    ['an end of what is not active', `active_until = now()`],
    ['a grant as its own second approver', `second_approver_grant_id = grant_id`],
    ['a second approver that is no grant of this principal', `second_approver_grant_id = gen_random_uuid()`],
    ['a wait that cannot be chosen', `wait_days = 1`],
  ])('%s', async (_what, change) => {
    const { principal } = world;
    const scope = [await tenantOf(principal), principal.principalId] as const;
    await expect(asApp(scope, `UPDATE identity.staged_access SET ${change}`)).rejects.toThrow(
      /violates (check|foreign key) constraint/,
    );
  });

  test.each([
    ['both approvals', `requested_at = now(), approved_by_principal_at = now(), approved_by_second_at = now()`],
    ['the wait over', `requested_at = now() - interval '7 days'`],
  ])('and takes what a step writes: %s', async (_what, change) => {
    const { principal } = world;
    const scope = [await tenantOf(principal), principal.principalId] as const;
    const update = `UPDATE identity.staged_access SET ${activation}, ${change} RETURNING id`;
    expect(await asApp(scope, update)).toEqual([world.stagedAccessId]);
  });
});
