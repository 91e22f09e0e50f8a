/** One year, the least that browsers' preload lists take. */
const HSTS_MAX_AGE_SECONDS = 31_536_000;

/** For answers that are data: nothing in them may load, run or be framed. Pages set their own policy. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  'content-security-policy': DATA_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-permitted-cross-domain-policies': 'none',
} as const;

/**
 * Attack: an answer that a browser is talked into reading as something else: a script, a frame, a page without TLS.
 * Rule: every answer, errors and unknown addresses included, carries the headers that forbid it.
 * @param options.hsts whether browsers are told to use https only; not in development, where there is no certificate
 */
export function securityHeaders(options: { readonly hsts: boolean }): Readonly<Record<string, string>> {
  if (!options.hsts) return HEADERS;
  return { ...HEADERS, 'strict-transport-security': `max-age=${HSTS_MAX_AGE_SECONDS}; includeSubDomains; preload` };
}
