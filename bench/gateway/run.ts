import { medianOf } from '../access/statistics.ts';
import { runClients } from '../audit/clients.ts';
import { EXECUTORS } from '../../gateway/execution/executors.ts';
import { startCannedSubgraphs } from './canned-servers.ts';
import { startExecutorAlone } from './executor-alone.ts';
import { QUERIES } from './queries.ts';
import { startWholePath } from './whole-path.ts';
import type { Progress } from '../access/progress.ts';
import type { ExecutorKind } from '../../gateway/execution/executors.ts';
import type { MeasuredQuery } from './queries.ts';
import type { Subject } from './whole-path.ts';

/** Requests per second of one query, by each executor; medians of the rounds. */
export interface Comparison {
  readonly part: string;
  readonly query: string;
  readonly about: string;
  readonly stock: number;
  readonly program: number;
  readonly ratio: number;
}

export interface MeasureOptions {
  /** Of each stretch. */
  readonly seconds: number;
  readonly rounds: number;
  /** Requests at a time. */
  readonly connections: number;
  readonly progress: Progress;
}

type Subjects = Readonly<Record<ExecutorKind, Subject>>;

/** Both executors in turns, so that whatever else the machine does falls on both. */
export async function measureGateway(options: MeasureOptions): Promise<readonly Comparison[]> {
  const canned = await startCannedSubgraphs();
  const open: Subject[] = [];
  const both = async (start: (kind: ExecutorKind) => Promise<Subject>): Promise<Subjects> => {
    const subjects = { stock: await start('stock'), program: await start('program') };
    open.push(subjects.stock, subjects.program);
    return subjects;
  };
  try {
    const parts = {
      'the executor alone': await both(startExecutorAlone),
      'behind the routes, calls over HTTP': await both((kind) => startWholePath(kind, canned.ports)),
    };
    const found: Comparison[] = [];
    for (const [part, subjects] of Object.entries(parts))
      for (const query of QUERIES) found.push(await compare(part, subjects, query, options));
    return found;
  } finally {
    for (const subject of open) await subject.stop();
    canned.close();
  }
}

async function compare(
  part: string,
  subjects: Subjects,
  query: MeasuredQuery,
  { seconds, rounds, connections, progress }: MeasureOptions,
): Promise<Comparison> {
  const [stockAnswer, programAnswer] = [await subjects.stock.run(query), await subjects.program.run(query)];
  if (stockAnswer !== programAnswer) throw new Error(`the answers to ${query.name} are not the same`);
  const rates: Record<ExecutorKind, number[]> = { stock: [], program: [] };
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    progress(`${part}: ${query.name}, round ${String(round)} of ${String(rounds)}`);
    for (const kind of EXECUTORS) {
      const operation = (): Promise<string> => subjects[kind].run(query);
      const stretch = await runClients({ clients: connections, seconds, operation });
      if (round > 0) rates[kind].push(stretch.count / stretch.seconds);
    }
  }
  const [stock, program] = [medianOf(rates.stock), medianOf(rates.program)];
  return { part, query: query.name, about: query.about, stock, program, ratio: program / stock };
}
