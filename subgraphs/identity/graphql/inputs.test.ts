import { describe, expect, test } from '@jest/globals';
import { loginInput, signUpInput } from './inputs.ts';

const email = 'somebody@lifeready.example';
const password = 'a long enough phrase';

describe('input of identity', () => {
  test.each([
    ['a line of its own', 'Thandi\nYour code is 123456'],
    ['text that runs backwards', 'Thandi \u202egnp.exe'],
    ['an isolated direction', 'Thandi \u2066x'],
    ['half a character', 'Thandi \ud800'],
  ])('[R-014] a name with %s is refused, of a person and of a device', (_what, name) => {
    expect(signUpInput.safeParse({ email, password, displayName: name }).success).toBe(false);
    expect(loginInput.safeParse({ email, password, deviceName: name }).success).toBe(false);
  });

  test('[R-012] a password with half a character is refused, because it would equal every other such password', () => {
    expect(signUpInput.safeParse({ email, password: `${password}\ud800`, displayName: 'Thandi' }).success).toBe(false);
    expect(loginInput.safeParse({ email, password: `${password}\udc00` }).success).toBe(false);
    expect(loginInput.safeParse({ email, password: `${password}\u{1f600}` }).success).toBe(true);
  });

  test('names of people stay as they are', () => {
    for (const displayName of ["Zoë Nkosi-d'Arcy", 'ثاندي', '李小龍 👩🏽‍🦱']) {
      expect(signUpInput.parse({ email, password, displayName }).displayName).toBe(displayName);
    }
  });
});
