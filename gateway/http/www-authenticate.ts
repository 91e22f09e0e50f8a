/** What of a problem says how to get further. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly [fact: string]: unknown;
}

/**
 * The challenge that belongs to a 401 (RFC 6750 section 3), with the assurance that would do (RFC 9470 section 3).
 * @returns `undefined` for other statuses
 */
export function challengeFor(refusal: Refusal): string | undefined {
  if (refusal.status !== 401) return undefined;
  if (refusal.code !== 'STEP_UP_REQUIRED') return 'Bearer';
  const { acr_values: assurance, max_age: maxAge } = refusal;
  const parameters = ['error="insufficient_user_authentication"'];
  if (typeof assurance === 'string' && /^[a-z0-9 ]+$/.test(assurance)) parameters.push(`acr_values="${assurance}"`);
  if (typeof maxAge === 'number') parameters.push(`max_age="${maxAge}"`);
  return `Bearer ${parameters.join(', ')}`;
}
