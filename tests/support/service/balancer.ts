import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOOPBACK } from '../../../cli/stack/free-port.ts';

/** What stands in front of several replicas: each request goes to the next one, whoever sends it and over whichever connection. */
export interface Balancer {
  /** Base addresses, in turn. */
  readonly targets: string[];
  /** Requests that each target got. */
  readonly passed: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** @param port to listen on, at the loopback interface */
export async function startBalancer(port: number, targets: readonly string[]): Promise<Balancer> {
  const passed = new Map<string, number>();
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const target = balancer.targets[turn % balancer.targets.length];
    turn += 1;
    if (target === undefined) {
      outgoing.destroy();
      return;
    }
    passed.set(target, (passed.get(target) ?? 0) + 1);
    pass(target, incoming, outgoing);
  });
  // Uploads and downloads take as long as they take.
  server.requestTimeout = 0;
  // As long as the gateway does, so that no idle connection ends as it is used again.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  const balancer: Balancer = {
    targets: [...targets],
    passed,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return balancer;
}

/** Byte by byte in both directions; a connection that breaks on one side breaks on the other. */
function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, rawHeaders } = incoming;
  const onward = httpRequest(new URL(incoming.url ?? '/', target), { method, headers: rawHeaders, agent: false });
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
    answer.pipe(outgoing);
    answer.on('close', () => {
      if (!answer.complete) outgoing.destroy();
    });
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
