import { connect } from 'node:net';
import type { Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** What came of a stretch of requests. */
export interface LoadResult {
  readonly perSecond: number;
  /** In milliseconds, rising. */
  readonly latenciesMs: readonly number[];
}

/**
 * Sends one request over and over on a number of connections that stay open, each with one request under way. It works on the bare sockets:
 * whoever sends must cost less than whoever answers.
 * @param options.body sent as JSON to `/graphql`
 * @param options.perSecond requests that begin in a second, on all connections together; as many as go when absent
 * @throws Error for any answer but 200, and when a connection ends
 */
export async function runLoad(options: {
  readonly port: number;
  readonly body: string;
  readonly connections: number;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly perSecond?: number | undefined;
}): Promise<LoadResult> {
  const { port, body, connections, seconds, perSecond } = options;
  const request = requestOf(body, port, options.headers ?? {});
  const latenciesMs: number[] = [];
  const since = performance.now();
  const until = since + seconds * 1_000;
  const gapMs = perSecond === undefined ? 0 : (1_000 * connections) / perSecond;
  await Promise.all(
    Array.from({ length: connections }, async (_, number) => {
      const exchange = await openExchange(port);
      // By the time table, not by the last answer: whoever waits for a slow one would not see that others wait, too.
      for (let due = since + (gapMs * number) / connections; due < until; due += gapMs) {
        if (gapMs === 0) due = performance.now();
        // Whose turn is over while the last answer has not come waits since its turn; whom a timer wakes late has not asked yet.
        const isWaiting = gapMs > 0 && performance.now() > due;
        if (!isWaiting) await reached(due);
        const sinceMs = isWaiting ? due : performance.now();
        await exchange.ask(request);
        latenciesMs.push(performance.now() - sinceMs);
      }
      exchange.close();
    }),
  );
  const tookSeconds = (performance.now() - since) / 1_000;
  return { perSecond: latenciesMs.length / tookSeconds, latenciesMs: latenciesMs.toSorted((a, b) => a - b) };
}

/** One request, and the text of its answer. */
export async function askOnce(
  port: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`status ${String(response.status)}: ${text.slice(0, 500)}`);
  return text;
}

function requestOf(body: string, port: number, headers: Readonly<Record<string, string>>): Buffer {
  const lines = [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${String(port)}`,
    'content-type: application/json',
    'accept: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${String(Buffer.byteLength(body))}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

async function reached(time: number): Promise<void> {
  const leftMs = time - performance.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}

interface Exchange {
  ask(request: Buffer): Promise<void>;
  close(): void;
}

async function openExchange(port: number): Promise<Exchange> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  return {
    ask: (request) => answered(socket, request),
    close: () => socket.destroy(),
  };
}

function answered(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen: Buffer[] = [];
    let left: number | 'chunked' | undefined;
    const settle = (error?: Error): void => {
      socket.off('data', onData).off('error', settle).off('close', onClose);
      seen = [];
      if (error === undefined) resolve();
      else reject(error);
    };
    const onClose = (): void => {
      settle(new Error('the connection was closed'));
    };
    const onData = (part: Buffer): void => {
      if (left === undefined) {
        seen.push(part);
        const all = seen.length === 1 ? part : Buffer.concat(seen);
        const head = readHead(all);
        if (head === undefined) return;
        if (head.status !== 200) {
          settle(new Error(all.toString('latin1', 0, 3_000)));
          return;
        }
        left = head.length === undefined ? 'chunked' : head.length - (all.length - head.end);
      } else if (left !== 'chunked') left -= part.length;
      if (left === 'chunked' ? endsChunks(part) : left <= 0) settle();
    };
    socket.on('data', onData).once('error', settle).once('close', onClose);
    socket.write(request);
  });
}

/** @returns undefined until all of it is there */
function readHead(bytes: Buffer): { status: number; length: number | undefined; end: number } | undefined {
  const at = bytes.indexOf(HEAD_END);
  if (at < 0) return undefined;
  const text = bytes.toString('latin1', 0, at);
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return {
    status: Number(text.slice(9, 12)),
    length: length === undefined ? undefined : Number(length),
    end: at + HEAD_END.length,
  };
}

/** The last part of an answer ends with the last chunk; our answers hold no such bytes themselves. */
function endsChunks(part: Buffer): boolean {
  return part.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) || part.equals(LAST_CHUNK.subarray(2));
}
