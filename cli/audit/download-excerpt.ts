import { open, rm } from 'node:fs/promises';
import { createExcerptBounds } from './excerpt-bounds.ts';
import type { OnProgress } from './verify-excerpt.ts';

/** Until the answer begins, and between two parts of it, in milliseconds. */
const SILENCE_TIMEOUT_MS = 60_000;
/** Of an answer that is no excerpt. */
const MAX_PROBLEM_BYTES = 65_536;

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
  const requireWithinBounds = createExcerptBounds(onProgress);
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Error('it stopped answering'));
  }, SILENCE_TIMEOUT_MS);
  try {
    const body = await request(url, token, silence.signal);
    for await (const part of body) {
      timer.refresh();
      requireWithinBounds(part);
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
  const text = await readProblem((response.body ?? []) as AsyncIterable<Uint8Array>);
  throw new DownloadError(`${url} was answered with ${String(response.status)}${codeIn(text)}`);
}

/** As much of it as a problem takes; the rest is not waited for. */
async function readProblem(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size >= MAX_PROBLEM_BYTES) break;
  }
  return Buffer.concat(parts).toString('utf8', 0, MAX_PROBLEM_BYTES);
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

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
