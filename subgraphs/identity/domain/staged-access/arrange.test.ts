import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GRANTEE, PRINCIPAL, SECOND, T0 } from '../../testing/staged-accesses.ts';
import { checkArrangement } from './arrange.ts';
import type { RoleGrant } from '../records.ts';
import type { Arrangement } from './arrange.ts';

function grant(change: Partial<RoleGrant> = {}): RoleGrant {
  return {
    id: '01890000-0000-7000-8000-000000000003',
    tenantId: '01890000-0000-7000-8000-000000000001',
    principalId: PRINCIPAL,
    granteePrincipalId: GRANTEE,
    role: 'emergency_contact',
    accessLevel: 'read_only_packs',
    tiers: ['green'],
    status: 'accepted',
    createdAt: T0,
    acceptedAt: T0,
    expiresAt: null,
    ...change,
  };
}

const good: Arrangement = {
  grantId: 'x',
  tiers: ['green', 'red'],
  waitDays: 7,
  accessHours: 24,
  secondApproverGrantId: null,
};
const second = grant({ granteePrincipalId: SECOND, role: 'proxy' });

function check(change: Partial<Arrangement> = {}, given: { grant?: RoleGrant; second?: RoleGrant } = {}) {
  return () => {
    checkArrangement(
      { ...good, ...change },
      { grant: given.grant ?? grant(), second: given.second ?? null, tiers: ['green', 'amber', 'red'] },
      T0,
    );
  };
}

const badInput = (field: string) =>
  expect.objectContaining({ code: 'BAD_USER_INPUT', fields: { [field]: [expect.any(String)] } });
const conflict = expect.objectContaining({ code: 'CONFLICT' });

describe('[R-096] what may be arranged', () => {
  test('for a proxy and an emergency contact, with and without a second approver', () => {
    for (const role of ['proxy', 'emergency_contact'] as const) {
      expect(check({}, { grant: grant({ role }) })).not.toThrow();
      expect(check({}, { grant: grant({ role }), second })).not.toThrow();
    }
  });

  test('[R-092] never for an executor nominee, and never with their approval', () => {
    const nominee = { role: 'executor_nominee' } as const;
    expect(check({}, { grant: grant(nominee) })).toThrow(badInput('input.grantId'));
    expect(check({}, { second: grant({ ...nominee, granteePrincipalId: SECOND }) })).toThrow(
      badInput('input.secondApproverGrantId'),
    );
  });

  test.each([0, 1, 6, 8, 15, 31, 7.5, Number.NaN])('no wait of %s days', (waitDays) => {
    expect(check({ waitDays })).toThrow(badInput('input.waitDays'));
  });

  test.each([0, -1, 169, 1.5, Number.NaN])('no access of %s hours', (accessHours) => {
    expect(check({ accessHours })).toThrow(badInput('input.accessHours'));
  });

  test('the ends of what can be chosen', () => {
    for (const waitDays of [7, 14, 30])
      for (const accessHours of [1, 168]) expect(check({ waitDays, accessHours })).not.toThrow();
  });

  test.each([{ status: 'invited' }, { status: 'suspended' }, { status: 'revoked' }, { expiresAt: T0 }] as const)(
    'not on a grant that does not work, nor with a second approver whose does not: %p',
    (change) => {
      expect(check({}, { grant: grant(change) })).toThrow(conflict);
      expect(check({}, { second: { ...second, ...change } })).toThrow(conflict);
    },
  );

  test('the second approver is somebody else than the grantee, whichever grants they hold', () => {
    expect(check({}, { second: grant({ role: 'proxy' }) })).toThrow(badInput('input.secondApproverGrantId'));
  });

  test('[R-036] never a tier that the principal does not have, and at least one', () => {
    expect(check({ tiers: [] })).toThrow(badInput('input.tiers'));
    const tiers = fc.subarray(['green', 'amber', 'red'] as const);
    fc.assert(
      fc.property(
        tiers.filter(({ length }) => length > 0),
        tiers,
        (offered, own) => {
          const arrange = (): void => {
            checkArrangement({ ...good, tiers: offered }, { grant: grant(), second: null, tiers: own }, T0);
          };
          if (offered.every((tier) => own.includes(tier))) expect(arrange).not.toThrow();
          else expect(arrange).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
        },
      ),
    );
  });
});
