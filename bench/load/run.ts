import { setTimeout as delay } from 'node:timers/promises';
import { openAccounts } from './accounts.ts';
import { SCENARIOS } from './scenarios.ts';
import { createWebClient } from './web-client.ts';
import type { Progress } from '../access/progress.ts';
import type { Account } from './accounts.ts';
import type { Scenario } from './scenarios.ts';
import type { Objective } from './targets.ts';
import type { WebClient } from './web-client.ts';

export interface LoadOptions {
  /** Of a stack that runs, with mail that can be read. */
  readonly url: string;
  /** Numbers of people at the same time, one after the other. */
  readonly users: readonly number[];
  /** Accounts that they share. */
  readonly accounts: number;
  /** Length of each scenario. */
  readonly seconds: number;
  /** Between two turns of one of them. */
  readonly pauseSeconds: number;
  /** Only scenarios whose name has this in it. */
  readonly only: string;
  readonly progress: Progress;
}

/** What became of the requests of one scenario. */
export interface Outcome {
  readonly scenario: string;
  readonly users: number;
  readonly requests: readonly { readonly kind: Objective | undefined; readonly ms: number }[];
  /** By code, or by what was thrown. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Runs every scenario with every number of people. @throws Error when accounts cannot be made */
export async function measureLoad(options: LoadOptions): Promise<Outcome[]> {
  const accounts = await openAccounts(options.url, options.accounts, options.progress);
  const client = createWebClient(options.url);
  const outcomes: Outcome[] = [];
  for (const users of options.users)
    for (const scenario of SCENARIOS.filter(({ name }) => name.includes(options.only))) {
      options.progress(`${scenario.name}, ${String(users)} people`);
      outcomes.push(await runScenario({ ...options, scenario, users, accounts, client }));
    }
  return outcomes;
}

async function runScenario(
  options: Pick<LoadOptions, 'seconds' | 'pauseSeconds'> & {
    readonly scenario: Scenario;
    readonly users: number;
    readonly accounts: readonly Account[];
    readonly client: WebClient;
  },
): Promise<Outcome> {
  const { scenario, users, accounts, client } = options;
  const requests: { kind: Objective | undefined; ms: number }[] = [];
  const errors: Record<string, number> = {};
  const timed = async (kind: Objective | undefined, request: () => Promise<unknown>): Promise<unknown> => {
    const from = performance.now();
    try {
      return await request();
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      errors[what] = (errors[what] ?? 0) + 1;
      return undefined;
    } finally {
      requests.push({ kind, ms: performance.now() - from });
    }
  };
  const pauseMs = options.pauseSeconds * (scenario.pauses ?? 1) * 1_000;
  const end = performance.now() + options.seconds * 1_000;
  const isOver = (): boolean => performance.now() >= end;
  const use = async (index: number): Promise<void> => {
    const account = accounts[index % accounts.length];
    if (account === undefined) throw new Error('there are no accounts');
    // They do not all begin at once: whoever does something once a minute begins within the first minute, or not at all.
    const beginsMs = pauseMs * (index / users);
    if (beginsMs >= options.seconds * 1_000) return;
    await delay(beginsMs);
    for (let turn = index; !isOver(); turn += 1) {
      await scenario.turn({ client, account, timed, turn, isOver });
      await delay(Math.max(0, Math.min(pauseMs, end - performance.now())));
    }
  };
  await Promise.all(Array.from({ length: users }, (_, index) => use(index)));
  return { scenario: scenario.name, users, requests, errors };
}
