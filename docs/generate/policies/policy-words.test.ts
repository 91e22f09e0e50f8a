import { describe, expect, test } from '@jest/globals';
import { policy } from '../../../platform/access/testing/access-samples.ts';
import { ownershipInWords, stepUpInWords, tiersInWords, whoInWords } from './policy-words.ts';

const nobody = policy({ owner: 'SELF' });

describe('a policy in words', () => {
  test.each([
    [{ public: true }, 'anybody, signed in or not'],
    [{}, 'everybody signed in'],
    [{ roles: ['information_officer'] }, 'information officer'],
    [{ roles: ['principal', 'reviewer', 'partner'] }, 'principal, reviewer or partner'],
    [
      { roles: ['principal'], grants: ['executor_nominee'], grantLevel: 'read_only_packs' },
      'principal or holder of a grant as executor nominee to read packs',
    ],
  ] as const)('%j may be used by %s', (policy, who) => {
    expect(whoInWords({ ...nobody, ...policy })).toBe(who);
  });

  test('what has no owner says why', () => {
    expect(ownershipInWords({ ...nobody, owner: 'NONE', reason: 'a catalogue' })).toBe('no owner: a catalogue');
    expect(ownershipInWords(nobody)).toBe('the caller’s own account');
  });

  test('tiers are alternatives, and may be left to the object', () => {
    expect(tiersInWords({ ...nobody, tiers: ['amber', 'red'] })).toBe('amber or red');
    expect(tiersInWords({ ...nobody, tiers: ['OBJECT'] })).toBe('that of the object');
  });

  test('the age of the second factor never loses precision', () => {
    expect(stepUpInWords({ ...nobody, stepUpSeconds: 300 })).toBe('5 min');
    expect(stepUpInWords({ ...nobody, stepUpSeconds: 90 })).toBe('90 s');
    expect(stepUpInWords(nobody)).toBe('');
  });
});
