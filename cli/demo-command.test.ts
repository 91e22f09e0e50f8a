import { describe, expect, test } from '@jest/globals';

import { findPerson, signInCode } from './demo-command.ts';

// The secret and times of RFC 6238 appendix B; six digits are the last six of its eight.
const person = {
  persona: 'owner',
  email: 'owner@example.org',
  password: 'a password',
  totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
};

describe('demo code', () => {
  test.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 1],
    [1_234_567_890, '005924', 30],
    [20_000_000_000, '353130', 10],
  ])('at second %i the code is %s, for another %i s', (seconds, code, secondsLeft) => {
    expect(signInCode(person, seconds * 1000)).toEqual({ code, secondsLeft });
  });

  test('an unknown persona is answered with those who exist', () => {
    expect(() => findPerson([person], 'nobody')).toThrow(expect.objectContaining({ hint: 'There are: owner' }));
    expect(() => findPerson([], 'nobody')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('npm start') }),
    );
  });

  test('somebody who signs in without a code has none', () => {
    const { totpSecret: _none, ...plain } = person;
    expect(() => signInCode(plain, 0)).toThrow('without a code');
  });
});
