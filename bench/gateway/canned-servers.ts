import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { BATCH_PATH, writeBatchAnswer } from '#platform/graphql';
import { SUBGRAPHS } from '../../gateway/config.ts';
import { createCannedSubgraph } from './canned-subgraph.ts';
import type { AddressInfo } from 'node:net';
import type { CannedSubgraph } from './canned-subgraph.ts';
import type { SubgraphName } from '../../gateway/config.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
/** Argument by which the program serves instead of measuring. */
export const SERVE = 'serve-canned-subgraphs';

export type Ports = Readonly<Record<SubgraphName, number>>;

/** Serves all subgraphs until the process that started this one goes away; it is told the ports. */
export async function serveCannedSubgraphs(): Promise<void> {
  const ports = await Promise.all(SUBGRAPHS.map(async (name) => [name, await serve(name)] as const));
  process.send?.(Object.fromEntries(ports));
  process.once('disconnect', () => process.exit());
}

async function serve(name: SubgraphName): Promise<number> {
  const answer = createCannedSubgraph(name);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      const body = Buffer.concat(chunks).toString();
      response.end(request.url === BATCH_PATH ? answerBatch(answer, body) : answer(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function answerBatch(answer: CannedSubgraph, body: string): Buffer {
  const items = JSON.parse(body) as readonly { readonly request: unknown }[];
  return writeBatchAnswer(items.map(({ request }) => answer(JSON.stringify(request))));
}

/** The subgraphs in a process of their own, so that the gateway has a processor for itself. */
export async function startCannedSubgraphs(): Promise<{ readonly ports: Ports; close(): void }> {
  const child = fork(MAIN, [SERVE], { execArgv: ['--no-warnings'] });
  const [ports] = (await once(child, 'message')) as [Ports];
  return {
    ports,
    close: () => {
      child.disconnect();
    },
  };
}
