import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkOffer, grantStep } from './grant-rules.ts';
import type { Offer } from './grant-rules.ts';
import type { GrantStatus } from './records.ts';

const NOW = new Date('2026-11-22T08:00:00Z');
const GRANTER = { email: 'owner@example.test', tiers: ['green', 'amber', 'red'] as const };

function offer(change: Partial<Offer> = {}): Offer {
  return {
    email: 'other@example.test',
    role: 'proxy',
    accessLevel: 'limited_write',
    tiers: ['green'],
    expiresAt: null,
    ...change,
  };
}

describe('[R-037] what may be offered', () => {
  test.each<[Offer['role'], Offer['accessLevel'], boolean]>([
    ['proxy', 'read_only_packs', true],
    ['proxy', 'read_only_all', true],
    ['proxy', 'limited_write', true],
    ['executor_nominee', 'read_only_packs', true],
    ['executor_nominee', 'read_only_all', false],
    ['executor_nominee', 'limited_write', false],
    ['emergency_contact', 'read_only_packs', true],
    ['emergency_contact', 'read_only_all', false],
    ['emergency_contact', 'limited_write', false],
  ])('%s with %s: %s', (role, accessLevel, allowed) => {
    const check = (): void => {
      checkOffer(offer({ role, accessLevel }), GRANTER, NOW);
    };
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ fields: { 'input.accessLevel': ['does not fit the role'] } }));
  });

  test.each<[string, Partial<Offer>, object]>([
    [
      'to oneself',
      { email: GRANTER.email },
      { code: 'BAD_USER_INPUT', fields: { 'input.email': ['is your own address'] } },
    ],
    [
      'without a tier',
      { tiers: [] },
      { code: 'BAD_USER_INPUT', fields: { 'input.tiers': ['must name at least one'] } },
    ],
    [
      'that has ended',
      { expiresAt: NOW },
      { code: 'BAD_USER_INPUT', fields: { 'input.expiresAt': ['must lie in the future'] } },
    ],
  ])('no offer %s', (_name, change, error) => {
    expect(() => {
      checkOffer(offer(change), GRANTER, NOW);
    }).toThrow(expect.objectContaining(error));
  });

  test('[R-036] never a tier that the granter does not have', () => {
    const tiers = fc.subarray(['green', 'amber', 'red'] as const);
    fc.assert(
      fc.property(
        tiers.filter(({ length }) => length > 0),
        tiers,
        (offered, own) => {
          const check = (): void => {
            checkOffer(offer({ tiers: offered }), { ...GRANTER, tiers: own }, NOW);
          };
          if (offered.every((tier) => own.includes(tier))) expect(check).not.toThrow();
          else expect(check).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
        },
      ),
    );
  });
});

describe('steps of a grant', () => {
  const all: GrantStatus[] = ['invited', 'accepted', 'suspended', 'revoked'];
  test.each([
    ['suspend', ['accepted'], 'suspended'],
    ['resume', ['suspended'], 'accepted'],
    ['revoke', ['invited', 'accepted', 'suspended'], 'revoked'],
  ] as const)('%s leads from %s to %s', (step, from, to) => {
    expect(grantStep(step)).toEqual({ from, to });
    expect(all.filter((status) => grantStep(step).from.includes(status))).not.toContain('revoked');
  });
});
