import type { CryptoKey } from 'jose';
import type { Clock } from '#platform/clock';
import { parsePublicJwks } from './public-jwks.ts';
import type { VerificationKeys } from './public-jwks.ts';

/** A key taken out of the set is refused everywhere after this time. */
const REFRESH_AFTER_SECONDS = 60;
/** Keys are used this long while the issuer cannot be reached; then nothing verifies. */
const MAX_AGE_SECONDS = 300;
/** Unknown key ids are cheap to invent, so they may cause one request in this time. */
const REFETCH_PAUSE_SECONDS = 10;
/** While there are no keys at all, such as before the issuer has started. */
const FIRST_FETCH_PAUSE_SECONDS = 1;
const FETCH_TIMEOUT_MS = 2000;
const MAX_RESPONSE_BYTES = 65_536;

interface JwksClientDeps {
  readonly url: string;
  readonly fetch?: typeof fetch;
  readonly clock: Clock;
}

/**
 * The issuer's public keys, fetched on first use and kept. jose's remote set would do most of it, but bounds neither the answer's
 * size nor the age of keys by our clock.
 */
export function createJwksClient(deps: JwksClientDeps): VerificationKeys {
  let keys: ReadonlyMap<string, CryptoKey> | undefined;
  let fetchedAtMs = -Infinity;
  let triedAtMs = -Infinity;
  let underWay: Promise<void> | undefined;

  async function load(): Promise<void> {
    const startedAtMs = deps.clock.now();
    triedAtMs = startedAtMs;
    try {
      keys = await parsePublicJwks(await fetchJson(deps));
      fetchedAtMs = startedAtMs;
    } catch {
      // The keys at hand stay in use until they are too old; `get` decides.
    } finally {
      underWay = undefined;
    }
  }

  /** One request at a time, shared by everyone who waits; and a pause between two. */
  async function refresh(): Promise<void> {
    const pauseSeconds = keys === undefined ? FIRST_FETCH_PAUSE_SECONDS : REFETCH_PAUSE_SECONDS;
    if (underWay === undefined && deps.clock.now() - triedAtMs < pauseSeconds * 1000) return;
    underWay ??= load();
    await underWay;
  }

  function ageSeconds(): number {
    return (deps.clock.now() - fetchedAtMs) / 1000;
  }

  return {
    async get(kid) {
      if (ageSeconds() >= REFRESH_AFTER_SECONDS || keys?.has(kid) !== true) await refresh();
      if (keys === undefined || ageSeconds() >= MAX_AGE_SECONDS) throw new Error("the issuer's keys cannot be had");
      return keys.get(kid);
    },
  };
}

async function fetchJson({ url, fetch: fetchFrom = fetch }: JwksClientDeps): Promise<unknown> {
  const response = await fetchFrom(url, {
    headers: { accept: 'application/json' },
    // Elsewhere is not the issuer.
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error('the issuer did not answer with its keys');
  }
  return JSON.parse(await readBounded(response.body)) as unknown;
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_RESPONSE_BYTES) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
