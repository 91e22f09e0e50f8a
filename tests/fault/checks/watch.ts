import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AUDITED } from '../stack/settings.ts';
import { judge } from './judge.ts';
import { readData } from './read-data.ts';
import { createLogReader } from './read-log.ts';
import type { FaultStack } from '../stack/fault-stack.ts';
import type { Acknowledged, LoadResult } from '../load/load.ts';
import type { AuditedService } from '../stack/settings.ts';
import type { LoggedIntent } from './read-log.ts';

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

type Query = pg.Client['query'];

export async function openWatch({ stack }: FaultStack): Promise<Watch> {
  const pools = new Map<string, pg.Pool>();
  const queryOf = (service: string): Query => {
    const pool = new pg.Pool({ connectionString: stack.postgres.adminUrl(`lifeready_${service}`), max: 2 });
    // A crash of PostgreSQL ends these too; the next query opens another one.
    pool.on('error', () => undefined);
    pools.set(service, pool);
    return pool.query.bind(pool);
  };
  const log = queryOf('audit');
  const services = Object.fromEntries(AUDITED.map((service) => [service, queryOf(service)])) as Record<
    AuditedService,
    Query
  >;
  let reader = createLogReader(log, stack.auditLogVkey);
  const everAcknowledged: Acknowledged[] = [];
  const askedFor = new Map<string, number>();
  let lookedAt = new Date(0);

  const settle = async (): Promise<{ problems: string[]; touched: LoggedIntent[] }> => {
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    const problems: string[] = [];
    const touched = new Set<LoggedIntent>();
    for (;;) {
      const news = await reader.advance();
      problems.push(...news.problems);
      for (const intent of news.touched) touched.add(intent);
      const isSettled = [...touched].every(({ outcome }) => outcome !== undefined);
      if (isSettled || problems.length > 0 || performance.now() > deadline) return { problems, touched: [...touched] };
      await delay(POLL_MS);
    }
  };
  const look = async (
    touched: readonly LoggedIntent[],
    since: Date,
    acknowledged: readonly Acknowledged[],
  ): Promise<string[]> => {
    const data = await readData(services, { receiptsAfter: since });
    const wrongProofs = touched.flatMap(({ service, intentId }) => {
      const { proof, logIndex } = data.receipts.get(service as AuditedService)?.get(intentId) ?? {};
      return proof === undefined || logIndex === undefined ? [] : (reader.problemWithProof(proof, logIndex) ?? []);
    });
    return [...wrongProofs, ...judge({ intents: reader.intents, touched, data, acknowledged, askedFor, foundAtFirst })];
  };
  /** A change that nobody waits for any more may be under way: what is wrong then is not wrong a little later. */
  const lookUntilGood = async (since: Date, acknowledged: readonly Acknowledged[]): Promise<string[]> => {
    const touched = new Set<LoggedIntent>();
    for (let attempt = 1; ; attempt += 1) {
      const settled = await settle();
      for (const intent of settled.touched) touched.add(intent);
      const problems = [...settled.problems, ...(await look([...touched], since, acknowledged))];
      if (problems.length === 0 || attempt === LOOKS) return problems;
      await delay(LOOK_AGAIN_MS);
    }
  };
  const foundAtFirst = new Set<string>();
  const { objects } = await readData(services, { receiptsAfter: new Date() });
  for (const found of objects.values()) for (const id of found.keys()) foundAtFirst.add(id);
  return {
    afterRound: async ({ acknowledged, unknown }) => {
      everAcknowledged.push(...acknowledged);
      for (const action of [...acknowledged.map((one) => one.action), ...unknown])
        askedFor.set(action, (askedFor.get(action) ?? 0) + 1);
      const begun = new Date();
      const since = new Date(Math.max(0, lookedAt.getTime() - OVERLAP_MS));
      const problems = await lookUntilGood(since, acknowledged);
      lookedAt = begun;
      return problems;
    },
    everything: async () => {
      reader = createLogReader(log, stack.auditLogVkey);
      return lookUntilGood(new Date(0), everAcknowledged);
    },
    checkpoint: async () => {
      const { rows } = await log<{ note: string }>('SELECT note FROM audit.log_checkpoint');
      return Buffer.from(rows[0]?.note ?? '');
    },
    entries: () => reader.size,
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}
