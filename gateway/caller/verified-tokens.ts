import { rememberVerified } from '#platform/auth';
import type { AccessTokenVerifier } from '#platform/auth';
import type { Clock } from '#platform/clock';

const MAX_TOKENS = 10_000;
/** Beyond the time of the key set itself. */
const REMEMBER_MS = 30_000;

/** A verifier of access tokens that remembers good ones for half a minute: one session shows its token again and again. */
export function rememberVerifiedTokens(verify: AccessTokenVerifier, clock: Clock): AccessTokenVerifier {
  return rememberVerified(verify, { clock, maxTokens: MAX_TOKENS, rememberMs: REMEMBER_MS });
}
