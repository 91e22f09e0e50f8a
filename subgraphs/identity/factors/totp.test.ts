import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeOf, secretFromBase32, totpCodes } from './totp.ts';

/** RFC 6238 appendix B, SHA-1, shortened to six digits. */
const RFC_SECRET = Buffer.from('12345678901234567890', 'ascii');
const RFC_CODES: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

describe('time-based one-time passwords', () => {
  test.each(RFC_CODES)('the code of RFC 6238 at %i s', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    expect(codeOf(RFC_SECRET, step)).toBe(code);
    expect(totpCodes.matchingStep(RFC_SECRET, code, new Date(seconds * 1000))).toBe(step);
  });

  test('[R-018] the step before, this one and the next are accepted, and no other', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: 10, max: 100_000_000 }),
        fc.integer({ min: -5, max: 5 }),
        (bytes, step, drift) => {
          const secret = Buffer.from(bytes);
          const code = codeOf(secret, step + drift);
          const accepted = totpCodes.matchingStep(secret, code, new Date(step * 30_000));
          // Two steps may share a code by chance; then one of the accepted ones is named.
          if (Math.abs(drift) <= 1) expect(codeOf(secret, accepted ?? -1)).toBe(code);
          else fc.pre(![-1, 0, 1].some((near) => codeOf(secret, step + near) === code));
          if (Math.abs(drift) > 1) expect(accepted).toBeUndefined();
        },
      ),
    );
  });

  test.each(['', '28708', '2870820', '287082 ', '٢٨٧٠٨٢'])('another spelling is not the code: %j', (code) => {
    expect(totpCodes.matchingStep(RFC_SECRET, code, new Date(59_000))).toBeUndefined();
  });

  test('a secret has 160 bits and survives Base32 and the URI', () => {
    const secret = totpCodes.newSecret();
    expect(secret).toHaveLength(20);
    expect(secretFromBase32(totpCodes.base32(secret))).toEqual(secret);
    const uri = new URL(totpCodes.uri(secret, 'a+b@example.test'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.searchParams.get('secret')).toBe(totpCodes.base32(secret));
    expect(uri.searchParams.get('issuer')).toBe('LifeReady');
    expect(decodeURIComponent(uri.pathname)).toContain('a+b@example.test');
  });
});
