import { setTimeout as delay } from 'node:timers/promises';
import { FULL_TILE_BYTES, MAX_BUNDLE_BYTES, formatTilePath } from '#platform/tlog';
import { CannotCheckError, MAX_CHECKPOINT_BYTES } from './log-source.ts';
import type { LogSource } from './log-source.ts';

const REQUEST_TIMEOUT_MS = 60_000;
/** First try included; between two of them what the server asks for, or twice as long as before. */
const ATTEMPTS_MAX = 6;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;

interface Place {
  readonly base: string;
  readonly token: string | undefined;
}

/**
 * A log below a URL, such as `https://example.test/log` (C2SP tlog-tiles).
 * @param options.token access token of an auditor; goes with requests for entries only
 * @throws CannotCheckError for an address that is not http or https, or for a token that would go over a line others can read
 */
export function createHttpSource(options: { readonly url: string; readonly token?: string | undefined }): LogSource {
  const url = URL.parse(options.url);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw new CannotCheckError(`${options.url} is not the http or https address of a log`);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (options.token !== undefined && url.protocol === 'http:' && !isLocal)
    throw new CannotCheckError('a token is sent over https only');
  const place: Place = { base: url.href.replace(/\/+$/, ''), token: options.token };
  return {
    checkpoint: async () => {
      const bytes = await fetchFile(place, 'checkpoint', MAX_CHECKPOINT_BYTES);
      if (bytes === undefined) throw new CannotCheckError(`there is no checkpoint at ${place.base}`);
      return bytes;
    },
    tile: (tile) =>
      fetchFile(place, formatTilePath(tile), tile.level === 'entries' ? MAX_BUNDLE_BYTES : FULL_TILE_BYTES),
  };
}

/** @returns undefined when it is not there */
async function fetchFile(place: Place, path: string, maxBytes: number): Promise<Buffer | undefined> {
  for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt += 1, pauseMs *= 2) {
    const answer = await request(place, path, maxBytes);
    if ('bytes' in answer) return answer.bytes;
    if (attempt === ATTEMPTS_MAX) throw new CannotCheckError(answer.problem);
    await delay(Math.min(LONGEST_PAUSE_MS, answer.waitMs ?? pauseMs));
  }
}

type Answer =
  { readonly bytes: Buffer | undefined } | { readonly problem: string; readonly waitMs: number | undefined };

async function request({ base, token }: Place, path: string, maxBytes: number): Promise<Answer> {
  const isEntries = path.startsWith('tile/entries/');
  let response: Response;
  try {
    response = await fetch(`${base}/${path}`, {
      // Attack: a log that sends the token on to somebody else. Rule: what is not answered at this address is not answered.
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: isEntries && token !== undefined ? { authorization: `Bearer ${token}` } : {},
    });
    if (response.status === 200) return { bytes: await readBounded(response, path, maxBytes) };
    await response.body?.cancel();
  } catch (error) {
    if (error instanceof CannotCheckError) throw error;
    return { problem: `${base}/${path} cannot be fetched: ${reasonOf(error)}`, waitMs: undefined };
  }
  const { status, headers } = response;
  if (status === 404) return { bytes: undefined };
  const problem = `${base}/${path} was answered with ${String(status)}`;
  if (isEntries && (status === 401 || status === 403))
    throw new CannotCheckError(`${problem}: entries need the --token of an auditor; --hashes-only does without them`);
  if (status !== 429 && status < 500) throw new CannotCheckError(problem);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return { problem, waitMs: Number.isFinite(seconds) ? Math.max(0, seconds) * 1_000 : undefined };
}

/** Attack: an answer without an end, or one that a few compressed bytes become. Rule: bytes are counted as they come out. */
async function readBounded(response: Response, path: string, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > maxBytes) throw new CannotCheckError(`${path} is larger than it can be`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
