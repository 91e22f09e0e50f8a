import { prepareAuditProcesses } from '../../subgraphs/audit/testing/audit-processes.ts';
import { rateOf, runClients } from './clients.ts';
import { createWorkload } from './workload.ts';
import { quantileOf } from './quantile.ts';
import type { Progress } from '../access/progress.ts';
import type { Stretch } from './clients.ts';

const CLIENTS = 128;
const WARM_UP_SECONDS = 2;

export interface HttpPath {
  /** Appends per second of 128 clients, through the client library of the services. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** One client with one append at a time. */
  readonly singleP50Ms: number;
  readonly singleP99Ms: number;
}

/**
 * The audit service as a process of its own, reached as a service reaches it: signed calls, verified receipts. Many and one in turns.
 */
export async function measureHttp(options: {
  readonly seconds: number;
  readonly rounds: number;
  readonly progress: Progress;
}): Promise<HttpPath> {
  const { seconds, rounds, progress } = options;
  const audit = await prepareAuditProcesses(1);
  try {
    for (const one of audit.processes) await one.start();
    const { client } = audit.connect();
    const workload = createWorkload();
    const run = (clients: number, time: number): Promise<Stretch> =>
      runClients({ clients, seconds: time, operation: () => client.fact(workload.fact()) });
    await run(CLIENTS, WARM_UP_SECONDS);
    const many: Stretch[] = [];
    const single: Stretch[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`HTTP, ${CLIENTS} clients and one: round ${round} of ${rounds}`);
      many.push(await run(CLIENTS, seconds));
      single.push(await run(1, seconds));
    }
    const all = many.flatMap(({ latenciesMs }) => latenciesMs);
    const alone = single.flatMap(({ latenciesMs }) => latenciesMs);
    return {
      perSecond: rateOf(many),
      p50Ms: quantileOf(all, 0.5),
      p99Ms: quantileOf(all, 0.99),
      singleP50Ms: quantileOf(alone, 0.5),
      singleP99Ms: quantileOf(alone, 0.99),
    };
  } finally {
    await audit.close();
  }
}
