import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { T0, after } from '../testing/staged-accesses.ts';
import { heldGrants } from './held-grants.ts';
import { scopesOf, tiersOf } from './permissions.ts';
import { ROLES } from '#platform/auth';
import type { HeldGrant } from '#platform/auth';
import type { GrantInForce } from './records.ts';

const HOUR = 3_600_000;
const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

function inForce(change: Partial<GrantInForce> = {}): GrantInForce {
  return {
    id: 'grant',
    tenantId: 'tenant',
    principalId: 'granter',
    granteePrincipalId: 'grantee',
    role: 'emergency_contact',
    accessLevel: 'read_only_packs',
    tiers: ['green'],
    status: 'accepted',
    createdAt: T0,
    acceptedAt: T0,
    expiresAt: null,
    granterRole: 'principal',
    staged: null,
    ...change,
  };
}

const staged = { tiers: ['amber', 'red'], until: after(HOUR) } as const;
const facts = ({ accessLevel, tiers, expiresAt }: HeldGrant): unknown[] => [accessLevel, tiers, expiresAt];

describe('[R-096] what an active staged access adds to a token', () => {
  test('an entry of its own: reading, the staged tiers, until its end', () => {
    expect(heldGrants([inForce({ staged })])).toEqual([
      expect.objectContaining({ id: 'grant', accessLevel: 'read_only_packs', tiers: ['green'], expiresAt: null }),
      expect.objectContaining({
        id: 'grant',
        role: 'emergency_contact',
        accessLevel: 'read_only_all',
        tiers: ['amber', 'red'],
        expiresAt: seconds(staged.until),
      }),
    ]);
  });

  test.each([
    ['read_only_packs', ['amber', 'red']],
    ['read_only_all', ['green', 'amber', 'red']],
    ['limited_write', ['green', 'amber', 'red']],
  ] as const)('a proxy with %s keeps what they have and reads %p', (accessLevel, tiers) => {
    const [own, widened] = heldGrants([inForce({ role: 'proxy', accessLevel, staged })]).map(facts);
    expect(own).toEqual([accessLevel, ['green'], null]);
    expect(widened).toEqual(['read_only_all', tiers, seconds(staged.until)]);
  });

  test('never longer than the grant', () => {
    const expiresAt = after(HOUR / 2);
    expect(heldGrants([inForce({ staged, expiresAt })]).map((held) => held.expiresAt)).toEqual([
      seconds(expiresAt),
      seconds(expiresAt),
    ]);
  });

  test('[R-092] nothing to an executor nominee', () => {
    expect(heldGrants([inForce({ role: 'executor_nominee', staged })])).toHaveLength(1);
  });

  test('a full token holds the roles themselves first', () => {
    const many = Array.from({ length: 40 }, (_, at) => inForce({ id: String(at), staged }));
    expect(heldGrants(many).map(({ accessLevel }) => accessLevel)).toEqual(many.map(() => 'read_only_packs'));
    expect(heldGrants(many.slice(0, 30))).toHaveLength(40);
  });
});

const someTiers = fc.subarray(['green', 'amber', 'red'] as const, { minLength: 1 });
const grants = fc.record({
  role: fc.constantFrom('proxy' as const, 'emergency_contact' as const, 'executor_nominee' as const),
  accessLevel: fc.constantFrom('read_only_packs' as const, 'read_only_all' as const, 'limited_write' as const),
  tiers: someTiers,
  granterRole: fc.constantFrom(...ROLES),
  staged: fc.option(fc.record({ tiers: someTiers, until: fc.constant(after(1)) }), { nil: null }),
});

describe('[R-036] a grant never exceeds its granter, whatever was granted before', () => {
  test('in tiers and in level', () => {
    const scopeOf = { read_only_packs: 'read:packs', read_only_all: 'read:all', limited_write: 'write:limited' };
    fc.assert(
      fc.property(grants, (change) => {
        for (const held of heldGrants([inForce(change)])) {
          expect(tiersOf(change.granterRole)).toEqual(expect.arrayContaining(held.tiers));
          expect(scopesOf(change.granterRole)).toContain(scopeOf[held.accessLevel]);
        }
      }),
    );
  });

  test('a granter with another role gives nothing any more', () => {
    expect(heldGrants([inForce({ granterRole: 'auditor', staged })])).toEqual([]);
  });

  test('[R-035] what is staged takes nothing away and lets nobody write', () => {
    fc.assert(
      fc.property(grants, (change) => {
        const without = heldGrants([inForce({ ...change, staged: null })]);
        const withIt = heldGrants([inForce(change)]);
        expect(withIt.slice(0, without.length)).toEqual(without);
        for (const added of withIt.slice(without.length)) expect(added.accessLevel).toBe('read_only_all');
      }),
    );
  });
});
