import { setTimeout as delay } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';

const STEP_MS = 30_000;
/** How long a code may be under way until the service looks at it, in milliseconds. */
const UNDER_WAY_MS = 12_000;

/** An authenticator app: codes of a secret, each time step used once. */
export interface Authenticator {
  /** The next code that the service will accept; waits when the current steps are used up. */
  nextCode(): Promise<string>;
  /** The same code, without counting it as used: for a request that may be refused before the code is looked at. */
  peekCode(): Promise<string>;
}

/**
 * A service accepts the step before, the current and the next one, each once and in rising order (RFC 6238 section 5.2).
 * Starting one step back therefore gives three codes without waiting. Near the end of the current step the one before is
 * about to lapse and is left out: its code could be too old when it arrives.
 */
export function createAuthenticator(base32Secret: string, now: () => number = Date.now): Authenticator {
  const totp = new TOTP({ secret: Secret.fromBase32(base32Secret) });
  let lastStep = -1;
  const nextStep = async (): Promise<number> => {
    const current = (): number => Math.floor(now() / STEP_MS);
    const oldest = Math.floor((now() + UNDER_WAY_MS) / STEP_MS) - 1;
    const step = Math.max(lastStep + 1, oldest);
    if (step > current() + 1) await delay((step - 1) * STEP_MS - now());
    return step;
  };
  const codeOf = (step: number): string => totp.generate({ timestamp: step * STEP_MS });
  return {
    nextCode: async () => {
      lastStep = await nextStep();
      return codeOf(lastStep);
    },
    peekCode: async () => codeOf(await nextStep()),
  };
}
