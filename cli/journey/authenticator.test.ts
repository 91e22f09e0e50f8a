import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from '@jest/globals';
import { createAuthenticator } from './authenticator.ts';

const STEP_MS = 30_000;
const secret = new Secret({ size: 20 });
const totp = new TOTP({ secret });

function stepOf(code: string, around: number): number {
  const steps = [around - 2, around - 1, around, around + 1];
  return steps.find((step) => totp.generate({ timestamp: step * STEP_MS }) === code) ?? Number.NaN;
}

describe('[R-016] codes of an authenticator', () => {
  test('rise by one step, from the one before the current', async () => {
    const authenticator = createAuthenticator(secret.base32, () => 100 * STEP_MS + 1_000);
    const codes = [await authenticator.nextCode(), await authenticator.nextCode(), await authenticator.nextCode()];
    expect(codes.map((code) => stepOf(code, 100))).toEqual([99, 100, 101]);
  });

  test('leave out a step that lapses before the service may look at its code', async () => {
    const authenticator = createAuthenticator(secret.base32, () => 101 * STEP_MS - 1);
    expect(stepOf(await authenticator.nextCode(), 100)).toBe(100);
  });

  test('are not used up by looking', async () => {
    const authenticator = createAuthenticator(secret.base32, () => 100 * STEP_MS);
    const seen = await authenticator.peekCode();
    expect(await authenticator.nextCode()).toBe(seen);
  });
});
