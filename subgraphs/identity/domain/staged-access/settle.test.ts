import { describe, expect, test } from '@jest/globals';
import {
  DAYS,
  GRANTEE,
  HOURS,
  PRINCIPAL,
  SECOND,
  STRANGER,
  T0,
  active,
  after,
  requested,
  stagedAccess,
  statusAt,
} from '../../testing/staged-accesses.ts';
import { partyOf } from './parties.ts';
import { activatableAt, settle } from './settle.ts';

describe('[R-096] time ends what was stored', () => {
  test('an activation, at its end and not before', () => {
    expect(statusAt(active(), after(48 * HOURS - 1))).toBe('active');
    expect(settle(active(), after(48 * HOURS))).toEqual(stagedAccess({ requestNumber: 1, recentRequests: [T0] }));
  });

  test('a request that nobody activated for thirty days after its wait', () => {
    expect(statusAt(requested(), after(37 * DAYS - 1))).toBe('requested');
    expect(statusAt(requested(), after(37 * DAYS))).toBe('arranged');
  });

  test('nothing that rests or was revoked', () => {
    for (const access of [stagedAccess(), stagedAccess({ status: 'revoked' })])
      expect(settle(access, after(3_650 * DAYS))).toEqual(access);
  });

  test.each([7, 14, 30])('the wait of %i days begins with the request', (waitDays) => {
    expect(activatableAt(requested({ waitDays }))).toEqual(after(waitDays * DAYS));
    expect(activatableAt(stagedAccess({ waitDays }))).toBeNull();
    expect(activatableAt(active({ waitDays }))).toBeNull();
  });
});

describe('[R-037] [R-096] the grant ends what rests on it', () => {
  test.each([
    ['revoked', { grantStatus: 'revoked' }, 'revoked'],
    ['expired', { grantExpiresAt: T0 }, 'revoked'],
    ['suspended', { grantStatus: 'suspended' }, 'arranged'],
  ] as const)('%s', (_how, change, status) => {
    for (const access of [requested(change), active(change)]) {
      expect(settle(access, T0)).toMatchObject({
        status,
        requestedAt: null,
        approvedByPrincipalAt: null,
        approvedBySecondAt: null,
        activeUntil: null,
      });
    }
  });

  test('an expiry counts from its moment on', () => {
    const access = active({ grantExpiresAt: after(HOURS) });
    expect(statusAt(access, after(HOURS - 1))).toBe('active');
    expect(statusAt(access, after(HOURS))).toBe('revoked');
  });

  test.each([
    ['suspended', { secondGrantStatus: 'suspended' }],
    ['revoked', { secondGrantStatus: 'revoked' }],
    ['expired', { secondGrantExpiresAt: T0 }],
  ] as const)('the second approver’s approval goes with their grant, when it is %s', (_how, change) => {
    const approved = requested({ approvedByPrincipalAt: T0, approvedBySecondAt: T0, ...change });
    expect(settle(approved, T0)).toMatchObject({ approvedByPrincipalAt: T0, approvedBySecondAt: null });
    expect(settle(active(change), T0).status).toBe('active');
  });
});

describe('who is what to an arrangement', () => {
  test.each([
    [PRINCIPAL, 'principal'],
    [GRANTEE, 'grantee'],
    [SECOND, 'second_approver'],
    [STRANGER, undefined],
  ])('%s: %s', (principalId, party) => {
    expect(partyOf(stagedAccess(), principalId, T0)).toBe(party);
  });

  test.each([
    ['suspended', { secondGrantStatus: 'suspended' }],
    ['revoked', { secondGrantStatus: 'revoked' }],
    ['expired', { secondGrantExpiresAt: T0 }],
    ['not there', { secondApproverGrantId: null, secondPrincipalId: null, secondGrantStatus: null }],
  ] as const)('a second approver whose grant is %s is nobody', (_how, change) => {
    expect(partyOf(stagedAccess(change), SECOND, T0)).toBeUndefined();
  });
});
