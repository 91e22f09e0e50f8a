import { open, rm } from 'node:fs/promises';
import { excerptFileHeader, parseJson } from './bundle-files.ts';
import { MAX_LINE_BYTES } from './excerpt-lines.ts';
import type { OnProgress } from './verify-excerpt.ts';

/** Until the answer begins, and between two parts of it, in milliseconds. */
const SILENCE_TIMEOUT_MS = 60_000;
const LINE_FEED = 0x0a;

/** Why an excerpt could not be fetched. */
export class DownloadError extends Error {}

export interface Download {
  readonly url: string;
  readonly token: string | undefined;
  /** Of a file that is not there yet; only its owner can read it. */
  readonly path: string;
  readonly onProgress: OnProgress;
}

/**
 * Fetches an excerpt into a new file; leaves none when it breaks off.
 * @throws DownloadError; a system error when the file is there already or cannot be written
 */
export async function downloadExcerpt({ url, token, path, onProgress }: Download): Promise<void> {
  requireSafe(url, token);
  const file = await open(path, 'wx', 0o600);
  const progress = countLines(onProgress);
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Error('it stopped answering'));
  }, SILENCE_TIMEOUT_MS);
  try {
    const body = await request(url, token, silence.signal);
    for await (const part of body) {
      timer.refresh();
      progress(part);
      await file.writeFile(part);
    }
    await file.close();
  } catch (error) {
    await file.close();
    await rm(path);
    throw error instanceof DownloadError ? error : new DownloadError(`${url} cannot be fetched: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws DownloadError for an address that is not http or https, or for a token that would go over a line others can read */
function requireSafe(url: string, token: string | undefined): void {
  const parsed = URL.parse(url);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw new DownloadError(`${url} is not an http or https address`);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  if (token !== undefined && parsed.protocol === 'http:' && !isLocal)
    throw new DownloadError('a token is sent over https only');
}

async function request(
  url: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(url, {
    // Attack: an address that sends the token on to somebody else. Rule: what is not answered here is not answered.
    redirect: 'manual',
    signal,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  if (response.status === 200 && response.body !== null) return response.body as AsyncIterable<Uint8Array>;
  const text = (await response.text()).slice(0, 4_096);
  throw new DownloadError(`${url} was answered with ${String(response.status)}${codeIn(text)}`);
}

/** What whoever asked can do about it, by the code of the problem. */
const REMEDIES: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: ': it takes a --token, which is good for five minutes',
  STEP_UP_REQUIRED: ': the second factor is older than five minutes (mutation stepUp, or sign in again)',
};

/** The code of a problem, and what can be done about it. */
function codeIn(text: string): string {
  const code = /"code"\s*:\s*"([A-Z_]{1,60})"/.exec(text)?.[1];
  return code === undefined ? '' : ` ${code}${REMEDIES[code] ?? ''}`;
}

/** The first line says how many entries follow; each is a line. */
function countLines(onProgress: OnProgress): (part: Uint8Array) => void {
  let first: Buffer | undefined = Buffer.alloc(0);
  let total = 0;
  let lines = 0;
  return (part) => {
    if (first !== undefined) {
      first = Buffer.concat([first, part]);
      const end = first.indexOf(LINE_FEED);
      if (end < 0 && first.length <= MAX_LINE_BYTES) return;
      const header = parseJson(excerptFileHeader, first.toString('utf8', 0, Math.max(0, end)), 'the first line');
      total = 'value' in header ? header.value.entries : 0;
      first = undefined;
    }
    for (const byte of part) if (byte === LINE_FEED) lines += 1;
    if (total > 0) onProgress(Math.min(total, Math.max(0, lines - 1)), total);
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
