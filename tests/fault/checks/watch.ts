import { setTimeout as delay } from 'node:timers/promises';
import { judge } from './judge.ts';
import { openQueries } from './open-queries.ts';
import { readData } from './read-data.ts';
import { createLogReader } from './read-log.ts';
import type { FaultStack } from '../stack/fault-stack.ts';
import type { Acknowledged, LoadResult } from '../load/load.ts';
import type { AuditedService } from '../stack/settings.ts';
import type { Evidence } from './judge.ts';
import type { LoggedIntent } from './log-entries.ts';
import type { Queries } from './open-queries.ts';
import type { StoredData } from './read-data.ts';
import type { LogReader } from './read-log.ts';

/** Nothing may be without an outcome for longer, once everything runs again: the bound, a round of the reconciler, and patience. */
const SETTLED_WITHIN_MS = 20_000;
const POLL_MS = 50;
const LOOKS = 4;
const LOOK_AGAIN_MS = 1_500;
/** Receipts are read again for so long, because the time of one is that of the beginning of its transaction. */
const OVERLAP_MS = 60_000;

/** Somebody who sees all databases, and remembers what was in the log. */
export interface Watch {
  /** Waits until nothing is open, then looks at what is new. @returns what is wrong */
  afterRound(result: Pick<LoadResult, 'acknowledged' | 'unknown'>): Promise<string[]>;
  /** Looks at everything that there is, from the first entry on. */
  everything(): Promise<string[]>;
  /** The newest checkpoint of the log itself. */
  checkpoint(): Promise<Buffer>;
  entries(): number;
  close(): Promise<void>;
}

/** What clients were told since the beginning, and what was there before. */
type Known = Pick<Evidence, 'askedFor' | 'foundAtFirst'>;

export async function openWatch(faults: FaultStack): Promise<Watch> {
  const queries = openQueries(faults);
  const { auditLogVkey } = faults.stack;
  let reader = createLogReader(queries.log, auditLogVkey);
  const everAcknowledged: Acknowledged[] = [];
  const askedFor = new Map<string, number>();
  const known: Known = { askedFor, foundAtFirst: await findObjects(queries) };
  let lookedAt = 0;
  return {
    afterRound: async ({ acknowledged, unknown }) => {
      everAcknowledged.push(...acknowledged);
      for (const action of [...acknowledged.map((one) => one.action), ...unknown])
        askedFor.set(action, (askedFor.get(action) ?? 0) + 1);
      const begun = Date.now();
      const receiptsAfter = new Date(Math.max(0, lookedAt - OVERLAP_MS));
      const problems = await lookUntilGood({ queries, reader, receiptsAfter }, { ...known, acknowledged });
      lookedAt = begun;
      return problems;
    },
    everything: () => {
      reader = createLogReader(queries.log, auditLogVkey);
      const view = { queries, reader, receiptsAfter: new Date(0) };
      return lookUntilGood(view, { ...known, acknowledged: everAcknowledged });
    },
    checkpoint: async () => {
      const { rows } = await queries.log<{ note: string }>('SELECT note FROM audit.log_checkpoint');
      return Buffer.from(rows[0]?.note ?? '');
    },
    entries: () => reader.tree.size,
    close: () => queries.close(),
  };
}

async function findObjects({ services }: Queries): Promise<ReadonlySet<string>> {
  const { objects } = await readData(services, { receiptsAfter: new Date() });
  return new Set([...objects.values()].flatMap((found) => [...found.keys()]));
}

interface View {
  readonly queries: Queries;
  readonly reader: LogReader;
  readonly receiptsAfter: Date;
}

/** A change that nobody waits for any more may be under way: what is wrong then is not wrong a little later. */
async function lookUntilGood(view: View, told: Known & Pick<Evidence, 'acknowledged'>): Promise<string[]> {
  const { queries, reader, receiptsAfter } = view;
  const touched = new Set<LoggedIntent>();
  for (let attempt = 1; ; attempt += 1) {
    const inTheLog = await settle(reader, touched);
    const data = await readData(queries.services, { receiptsAfter });
    const evidence = { ...told, data, intents: reader.intents, touched: [...touched] };
    const problems = [...inTheLog, ...wrongProofs(reader, touched, data), ...judge(evidence)];
    // What the log itself has wrong stays wrong.
    if (problems.length === 0 || inTheLog.length > 0 || attempt === LOOKS) return problems;
    await delay(LOOK_AGAIN_MS);
  }
}

/** Waits until nothing is open. @param touched gets what was read. @returns what is wrong with the log itself */
async function settle(reader: LogReader, touched: Set<LoggedIntent>): Promise<readonly string[]> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const news = await reader.advance();
    for (const intent of news.touched) touched.add(intent);
    const isSettled = [...touched].every(({ outcome }) => outcome !== undefined);
    if (isSettled || news.problems.length > 0 || performance.now() > deadline) return news.problems;
    await delay(POLL_MS);
  }
}

function wrongProofs({ tree }: LogReader, touched: Iterable<LoggedIntent>, { receipts }: StoredData): string[] {
  return [...touched].flatMap(({ service, intentId }) => {
    const { proof, logIndex } = receipts.get(service as AuditedService)?.get(intentId) ?? {};
    return proof === undefined || logIndex === undefined ? [] : (tree.problemWithProof(proof, logIndex) ?? []);
  });
}
