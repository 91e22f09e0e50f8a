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
} from '../../testing/staged-accesses.ts';
import { partyOf } from './parties.ts';
import { takeStep } from './steps.ts';
import type { StagedAccessStep } from './steps.ts';
import type { StagedAccessView } from './records.ts';

const STEPS: Readonly<Record<StagedAccessStep['kind'], StagedAccessStep>> = {
  request: { kind: 'request', reason: 'a reason' },
  approve: { kind: 'approve', requestNumber: 1 },
  veto: { kind: 'veto' },
  activate: { kind: 'activate' },
  revoke: { kind: 'revoke' },
};
const KINDS = ['request', 'approve', 'veto', 'activate', 'revoke'] as const;

const STATES: Readonly<Record<string, StagedAccessView>> = {
  arranged: stagedAccess(),
  'requested, waiting': requested(),
  'requested, wait over': requested({ requestedAt: after(-7 * DAYS) }),
  'approved by principal': requested({ approvedByPrincipalAt: T0 }),
  'approved by second': requested({ approvedBySecondAt: T0 }),
  active: active(),
  revoked: stagedAccess({ status: 'revoked' }),
};

const ACTORS = { principal: PRINCIPAL, grantee: GRANTEE, second: SECOND, stranger: STRANGER } as const;

const no = 'TRANSITION_NOT_ALLOWED';
const nobody = 'NOT_FOUND';

/** State, actor, and the new state or the refusal of each step in the order of `KINDS`. */
const TABLE: readonly (readonly [string, keyof typeof ACTORS, ...string[]])[] = [
  //                                      request      approve      veto        activate   revoke
  ['arranged', 'principal', nobody, no, no, nobody, 'revoked'],
  ['arranged', 'grantee', 'requested', nobody, nobody, no, nobody],
  ['arranged', 'second', nobody, no, nobody, nobody, nobody],
  ['requested, waiting', 'principal', nobody, 'requested', 'arranged', nobody, 'revoked'],
  ['requested, waiting', 'grantee', no, nobody, nobody, no, nobody],
  ['requested, waiting', 'second', nobody, 'requested', nobody, nobody, nobody],
  ['requested, wait over', 'principal', nobody, 'requested', 'arranged', nobody, 'revoked'],
  ['requested, wait over', 'grantee', no, nobody, nobody, 'active', nobody],
  ['requested, wait over', 'second', nobody, 'requested', nobody, nobody, nobody],
  ['approved by principal', 'principal', nobody, 'CONFLICT', 'arranged', nobody, 'revoked'],
  ['approved by principal', 'grantee', no, nobody, nobody, no, nobody],
  ['approved by principal', 'second', nobody, 'active', nobody, nobody, nobody],
  ['approved by second', 'principal', nobody, 'active', 'arranged', nobody, 'revoked'],
  ['approved by second', 'grantee', no, nobody, nobody, no, nobody],
  ['approved by second', 'second', nobody, 'CONFLICT', nobody, nobody, nobody],
  ['active', 'principal', nobody, no, no, nobody, 'revoked'],
  ['active', 'grantee', no, nobody, nobody, no, nobody],
  ['active', 'second', nobody, no, nobody, nobody, nobody],
  ['revoked', 'principal', nobody, no, no, nobody, no],
  ['revoked', 'grantee', no, nobody, nobody, no, nobody],
  ['revoked', 'second', nobody, no, nobody, nobody, nobody],
  ...Object.keys(STATES).map((state) => [state, 'stranger', ...KINDS.map(() => nobody)] as const),
];

function step(access: StagedAccessView, kind: StagedAccessStep['kind'], actor: keyof typeof ACTORS, now = T0) {
  return takeStep(access, STEPS[kind], { party: partyOf(access, ACTORS[actor], now), now });
}

function outcome(work: () => StagedAccessView): unknown {
  try {
    return work().status;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('[R-096] every step in every state by everybody', () => {
  test('is in the table', () => {
    expect(TABLE).toHaveLength(Object.keys(STATES).length * Object.keys(ACTORS).length);
  });

  const rows = TABLE.flatMap(([state, actor, ...outcomes]) =>
    KINDS.map((kind, at) => [state, actor, kind, outcomes[at]] as const),
  );
  test.each(rows)('%s, %s, %s: %s', (state, actor, kind, expected) => {
    const access = STATES[state];
    if (access === undefined) throw new Error(`${state} is no state`);
    expect(outcome(() => step(access, kind, actor))).toBe(expected);
  });
});

describe('a request', () => {
  test('is numbered, dated and begins without approvals', () => {
    const before = stagedAccess({ requestNumber: 4 });
    expect(step(before, 'request', 'grantee')).toEqual({
      ...before,
      status: 'requested',
      requestNumber: 5,
      recentRequests: [T0],
      requestedAt: T0,
      reason: 'a reason',
    });
  });

  test.each(['suspended', 'revoked', 'invited'] as const)('is refused on a grant that is %s', (grantStatus) => {
    expect(outcome(() => step(stagedAccess({ grantStatus }), 'request', 'grantee'))).toBe('CONFLICT');
  });

  test('three in 24 hours and no more', () => {
    const recentRequests = [T0, after(HOURS), after(2 * HOURS)];
    const access = stagedAccess({ recentRequests });
    const at = (ms: number) => () => step(access, 'request', 'grantee', after(ms));
    expect(at(24 * HOURS - 1)).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', facts: { retryAt: after(24 * HOURS).toISOString() } }),
    );
    expect(at(24 * HOURS)().recentRequests).toEqual([after(HOURS), after(2 * HOURS), after(24 * HOURS)]);
    expect(outcome(() => step(stagedAccess({ recentRequests: [T0, T0] }), 'request', 'grantee'))).toBe('requested');
  });

  test('none for 24 hours after a veto', () => {
    const vetoed = step(requested(), 'veto', 'principal');
    expect(vetoed).toMatchObject({ requestedAt: null, reason: null, cooldownUntil: after(24 * HOURS) });
    const again = (ms: number) => outcome(() => step(vetoed, 'request', 'grantee', after(ms)));
    expect(again(24 * HOURS - 1)).toBe('RATE_LIMITED');
    expect(again(24 * HOURS)).toBe('requested');
  });
});

describe('an approval', () => {
  test('of another request does not count', () => {
    for (const requestNumber of [0, 2])
      expect(
        outcome(() => takeStep(requested(), { kind: 'approve', requestNumber }, { party: 'principal', now: T0 })),
      ).toBe('CONFLICT');
  });

  test('needs a second approver: alone, the principal cannot shorten the wait', () => {
    const alone = requested({ secondApproverGrantId: null, secondPrincipalId: null, secondGrantStatus: null });
    expect(outcome(() => step(alone, 'approve', 'principal'))).toBe('CONFLICT');
    expect(outcome(() => step(alone, 'activate', 'grantee', after(7 * DAYS)))).toBe('active');
  });

  test.each([
    ['principal', 'second'],
    ['second', 'principal'],
  ] as const)('of both begins the access at once, %s first', (first, then) => {
    const one = step(requested(), 'approve', first, after(HOURS));
    expect(one.status).toBe('requested');
    expect(step(one, 'approve', then, after(2 * HOURS))).toMatchObject({
      status: 'active',
      activatedAt: after(2 * HOURS),
      activeUntil: after(50 * HOURS),
    });
  });
});

describe('an activation', () => {
  test.each([7, 14, 30])('comes after %i days and not a moment before', (waitDays) => {
    const access = requested({ waitDays });
    expect(() => step(access, 'activate', 'grantee', after(waitDays * DAYS - 1))).toThrow(
      expect.objectContaining({
        code: 'TRANSITION_NOT_ALLOWED',
        facts: { from: 'requested', to: 'active', activatableAt: after(waitDays * DAYS).toISOString() },
      }),
    );
    expect(step(access, 'activate', 'grantee', after(waitDays * DAYS)).status).toBe('active');
  });

  test('lasts no longer than the grant', () => {
    const access = requested({ requestedAt: after(-7 * DAYS), grantExpiresAt: after(HOURS) });
    expect(step(access, 'activate', 'grantee').activeUntil).toEqual(after(HOURS));
  });
});
