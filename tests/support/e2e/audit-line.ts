import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the line to the audit service does with a request. */
export type LineState =
  /** Passes it on. */
  | 'open'
  /** Refuses the connection's request at once. */
  | 'down'
  /** Takes it and never answers. */
  | 'silent'
  /** Answers something that is no receipt. */
  | 'garbage'
  /** Passes appends on and keeps the answers: the log has the entry, the service does not know. */
  | 'answers-held';

/** A line between the services and the audit service that a test can break. It signs nothing and changes no byte. */
export interface AuditLine {
  readonly url: string;
  state: LineState;
  /** Resolves when the next answer is being held. */
  nextHeldAnswer(): Promise<void>;
  connectTo(target: string): void;
  close(): Promise<void>;
}

export async function openAuditLine(): Promise<AuditLine> {
  let target = '';
  let heldAnswer: (() => void) | undefined;
  const server = createServer((request, response) => {
    switch (stateFor(request, line.state)) {
      case 'open':
        pass(target, request, response, () => undefined);
        return;
      case 'answers-held':
        pass(target, request, undefined, () => heldAnswer?.());
        return;
      case 'down':
        request.socket.destroy();
        return;
      case 'silent':
        request.resume();
        return;
      case 'garbage':
        request.resume();
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"receipts":[{"eventId":"nonsense"}]}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line: AuditLine = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    state: 'open',
    nextHeldAnswer: () =>
      new Promise((resolve) => {
        heldAnswer = resolve;
      }),
    connectTo: (url) => {
      target = url;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return line;
}

/** Readiness always passes; of what is asked besides, answers are kept from appends alone. */
function stateFor({ url = '' }: IncomingMessage, state: LineState): LineState {
  const passes = url.startsWith('/readyz') || (state === 'answers-held' && !url.startsWith('/internal/append'));
  return passes ? 'open' : state;
}

function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse | undefined,
  onAnswer: () => void,
): void {
  const upstream = httpRequest(
    new URL(request.url ?? '/', target),
    { method: request.method, headers: request.headers },
    (answer) => {
      answer.on('end', onAnswer);
      if (response === undefined) {
        answer.resume();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => request.socket.destroy());
  request.pipe(upstream);
}
