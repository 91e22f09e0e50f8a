import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';

import { listenOnFreePort } from './listen.ts';

export interface ProxiedAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Somebody on the line between two services. */
export interface Proxy {
  readonly url: string;
  /** What becomes of an answer; `undefined` cuts the connection. Passed on as it is unless set. */
  change: (answer: ProxiedAnswer, path: string, body: unknown) => ProxiedAnswer | undefined;
  /** While true, requests do not even arrive. */
  cut: boolean;
  close(): Promise<void>;
}

/** Forwards JSON requests byte by byte, headers and signature included, and changes what comes back. */
export async function startProxy(target: () => string): Promise<Proxy> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await readAll(incoming);
      if (proxy.cut) return outgoing.destroy();
      const answer = await forward(target(), incoming, body);
      const path = (incoming.url ?? '').split('?')[0] ?? '';
      const changed = proxy.change(answer, path, body.length === 0 ? undefined : JSON.parse(body.toString()));
      if (changed === undefined) return outgoing.destroy();
      return outgoing
        .writeHead(changed.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(changed.json));
    })().catch(() => outgoing.destroy());
  });
  const { url, close } = await listenOnFreePort(server);
  const proxy: Proxy = { url, change: (answer) => answer, cut: false, close };
  return proxy;
}

async function forward(
  target: string,
  { url, method, headers }: IncomingMessage,
  body: Buffer,
): Promise<ProxiedAnswer> {
  return new Promise((resolve, reject) => {
    const onward = request(target + (url ?? ''), { method, headers: { ...headers, connection: 'close' } }, (answer) => {
      readAll(answer).then((bytes) => {
        resolve({ status: answer.statusCode ?? 0, json: JSON.parse(bytes.toString()) });
      }, reject);
    });
    onward.on('error', reject).end(body);
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
