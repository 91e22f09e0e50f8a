import { createServer, request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { listenOnFreePort } from '../../support/service/listen.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A line on which answers get lost: the request was carried out, and whoever sent it does not know. */
export interface LossyLine {
  readonly url: string;
  /** While true, an answer to `POST /graphql` ends the connection instead. */
  losesAnswers: boolean;
  /** Resolves when the next answer has been lost. @returns what it said */
  nextLostAnswer(): Promise<unknown>;
  connectTo(target: string): void;
  close(): Promise<void>;
}

export async function openLossyLine(): Promise<LossyLine> {
  let target = '';
  let lost: ((answer: unknown) => void) | undefined;
  const server = createServer((request, response) => {
    const isLost = line.losesAnswers && request.method === 'POST' && request.url === '/graphql';
    pass(target, request, (answer) => {
      if (!isLost) return deliver(answer, response);
      void json(answer).then((said) => {
        request.socket.destroy();
        lost?.(said);
      });
    });
  });
  const { url, close } = await listenOnFreePort(server);
  const line: LossyLine = {
    url,
    losesAnswers: false,
    nextLostAnswer: () =>
      new Promise((resolve) => {
        lost = resolve;
      }),
    connectTo: (to) => {
      target = to;
    },
    close,
  };
  return line;
}

function pass(target: string, request: IncomingMessage, onAnswer: (answer: IncomingMessage) => void): void {
  const { method, headers } = request;
  const upstream = httpRequest(new URL(request.url ?? '/', target), { method, headers }, onAnswer);
  upstream.on('error', () => request.socket.destroy());
  request.pipe(upstream);
}

function deliver(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.pipe(response);
}
