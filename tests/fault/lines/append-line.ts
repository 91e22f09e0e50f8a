import { Agent, createServer, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnFreePort } from '../../support/service/listen.ts';
import { createTrapPlace } from './trap.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TrapPlace } from './trap.ts';

/** Places between a service and the log where something can happen. */
export const APPEND_POINTS = [
  'before PREPARED',
  'inside the request with PREPARED',
  'after PREPARED',
  'inside the answer to PREPARED',
  'before OUTCOME',
  'after OUTCOME',
] as const;
export type AppendPoint = (typeof APPEND_POINTS)[number];

/** The line between one service and one instance of the audit service. It signs nothing and changes no byte. */
export interface AppendLine {
  readonly url: string;
  connectTo(target: string): void;
  close(): Promise<void>;
}

/** @param traps shared by the lines of one service: whichever instance it asks, the message counts */
export async function openAppendLine(traps: TrapPlace<AppendPoint>): Promise<AppendLine> {
  let target = '';
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    pass({ traps, target, agent }, request, response).catch(() => request.socket.destroy());
  });
  const { url, close } = await listenOnFreePort(server);
  return {
    url,
    connectTo: (to) => {
      target = to;
    },
    close: async () => {
      agent.destroy();
      await close();
    },
  };
}

export function createAppendTraps(): TrapPlace<AppendPoint> {
  return createTrapPlace<AppendPoint>();
}

interface Way {
  readonly traps: TrapPlace<AppendPoint>;
  readonly target: string;
  readonly agent: Agent;
}

async function pass(way: Way, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { traps } = way;
  const body = await buffer(request);
  const kind = kindOf(request, body);
  if (kind !== undefined && (await traps.reached(`before ${kind}`)) === 'cut') return void request.socket.destroy();
  if (kind === 'PREPARED' && (await traps.reached('inside the request with PREPARED')) === 'cut') {
    sendHalf(way, request, body);
    return void request.socket.destroy();
  }
  const { answer, bytes } = await ask(way, request, body);
  if (kind !== undefined && (await traps.reached(`after ${kind}`)) === 'cut') return void request.socket.destroy();
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  if (kind === 'PREPARED' && (await traps.reached('inside the answer to PREPARED')) === 'cut') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
    return;
  }
  response.end(bytes);
}

/** What the call appends. One that has both is said to be PREPARED: somebody waits for it before a commit. */
function kindOf({ method, url = '' }: IncomingMessage, body: Buffer): 'PREPARED' | 'OUTCOME' | undefined {
  if (method !== 'POST' || !url.startsWith('/internal/append')) return undefined;
  if (body.includes('"kind":"PREPARED"')) return 'PREPARED';
  return body.includes('"kind":"OUTCOME"') ? 'OUTCOME' : undefined;
}

async function ask(
  { target, agent }: Way,
  { method, url = '/', headers }: IncomingMessage,
  body: Buffer,
): Promise<{ answer: IncomingMessage; bytes: Buffer }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(new URL(url, target), { method, headers, agent }, resolve).on('error', reject).end(body);
  });
  return { answer, bytes: await buffer(answer) };
}

/** The sender is gone before everything was said. */
function sendHalf({ target }: Way, { method, url = '/', headers }: IncomingMessage, body: Buffer): void {
  const onward = httpRequest(new URL(url, target), { method, headers, agent: false });
  onward.on('error', () => undefined);
  onward.write(body.subarray(0, body.length >> 1), () => onward.destroy());
}
