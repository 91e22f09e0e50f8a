import { describe, expect, test } from '@jest/globals';
import { CASE_STATUSES, CASE_TYPES } from './case-types.ts';
import { assertMove, linksWork, mayMove, nomineeMaySee, statusAfterExport, statusAfterLink } from './state-machine.ts';
import type { CaseStatus, CaseType } from './case-types.ts';

/** Every step there is, written out once more, by hand. */
const STEPS: Readonly<Record<CaseType, readonly string[]>> = {
  emergency_pack: [
    'draft > ready',
    'draft > revoked',
    'ready > draft',
    'ready > exported',
    'ready > revoked',
    'exported > link_issued',
    'exported > revoked',
    'link_issued > exported',
    'link_issued > accessed',
    'link_issued > expired',
    'link_issued > revoked',
    'accessed > expired',
    'accessed > revoked',
    'expired > exported',
    'expired > revoked',
  ],
  death_readiness: [
    'draft > ready',
    'draft > revoked',
    'ready > draft',
    'ready > exported',
    'ready > revoked',
    'exported > accessed_by_nominee',
    'exported > revoked',
    'accessed_by_nominee > revoked',
  ],
};
const PAIRS = CASE_TYPES.flatMap((type) =>
  CASE_STATUSES.flatMap((from) => CASE_STATUSES.map((to) => [type, from, to] as const)),
);

function outcomeOf(step: () => CaseStatus): string {
  try {
    return step();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('[R-084] the state machines', () => {
  test.each(PAIRS)('%s: %s to %s', (type, from, to) => {
    const isStep = STEPS[type].includes(`${from} > ${to}`);
    expect(mayMove(type, from, to)).toBe(isStep);
    if (isStep) expect(() => assertMove(type, from, to)).not.toThrow();
    else
      expect(() => assertMove(type, from, to)).toThrow(
        expect.objectContaining({
          code: 'TRANSITION_NOT_ALLOWED',
          facts: { from: from.toUpperCase(), to: to.toUpperCase() },
        }),
      );
  });

  test.each(CASE_TYPES)('%s: nothing follows revoked, and everything that can be reached can be revoked', (type) => {
    expect(CASE_STATUSES.filter((to) => mayMove(type, 'revoked', to))).toEqual([]);
    const reachable = new Set<CaseStatus>(['draft']);
    for (const from of reachable) for (const to of CASE_STATUSES) if (mayMove(type, from, to)) reachable.add(to);
    expect([...reachable].filter((from) => from !== 'revoked' && !mayMove(type, from, 'revoked'))).toEqual([]);
  });
});

test.each([
  ['draft', 'TRANSITION_NOT_ALLOWED', 'TRANSITION_NOT_ALLOWED'],
  ['ready', 'exported', 'exported'],
  ['exported', 'exported', 'exported'],
  ['link_issued', 'link_issued', 'link_issued'],
  ['accessed', 'accessed', 'accessed'],
  ['accessed_by_nominee', 'accessed_by_nominee', 'accessed_by_nominee'],
  ['expired', 'exported', 'TRANSITION_NOT_ALLOWED'],
  ['revoked', 'TRANSITION_NOT_ALLOWED', 'TRANSITION_NOT_ALLOWED'],
] as const)('an export from %s leads to %s (emergency) and %s (death readiness)', (from, emergency, death) => {
  expect(outcomeOf(() => statusAfterExport('emergency_pack', from))).toBe(emergency);
  expect(outcomeOf(() => statusAfterExport('death_readiness', from))).toBe(death);
});

test.each([
  ['draft', 'TRANSITION_NOT_ALLOWED'],
  ['ready', 'TRANSITION_NOT_ALLOWED'],
  ['exported', 'link_issued'],
  ['link_issued', 'link_issued'],
  ['accessed', 'accessed'],
  ['accessed_by_nominee', 'TRANSITION_NOT_ALLOWED'],
  ['expired', 'TRANSITION_NOT_ALLOWED'],
  ['revoked', 'TRANSITION_NOT_ALLOWED'],
] as const)('[R-095] a link issued in %s leads to %s, and never for death readiness', (from, to) => {
  expect(outcomeOf(() => statusAfterLink('emergency_pack', from))).toBe(to);
  expect(outcomeOf(() => statusAfterLink('death_readiness', from))).toBe('TRANSITION_NOT_ALLOWED');
});

test('[R-092] [R-095] what is shared is open in these states and no other', () => {
  expect(CASE_STATUSES.filter(linksWork)).toEqual(['link_issued', 'accessed']);
  expect(CASE_STATUSES.filter(nomineeMaySee)).toEqual(['exported', 'accessed_by_nominee']);
});
