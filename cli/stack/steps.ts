import { existsSync } from 'node:fs';
import path from 'node:path';

import { readDatabaseNote, writeDatabaseNote } from './database-notes.ts';
import { fingerprint } from './fingerprint.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import { migrationProgram, programFolder, seedProgram } from './processes.ts';
import { provisionService } from './provision.ts';
import { runJob } from './run-job.ts';
import type { EnvironmentSources } from './service-environment.ts';
import type { ServiceProcess } from './service-process.ts';
import type { DatabaseOwner, StackProcessName } from './services.ts';

/** A part of the start, shown to the person with its time. */
export interface Step {
  readonly title: string;
  /** @param say shows a word on what goes on inside the step */
  readonly run: (say: (detail: string) => void) => Promise<void>;
}

/** Steps that run at the same time; the next stage begins when all of them are done. */
export type Stage = readonly Step[];

export interface StepParts {
  readonly sources: EnvironmentSources;
  readonly postgres: PostgresCluster;
  readonly processes: ReadonlyMap<StackProcessName, ServiceProcess>;
  readonly databases: readonly DatabaseOwner[];
  /** Aborted when the stack is being stopped. */
  readonly signal: AbortSignal;
}

/** @returns what a start does, stage by stage */
export function createStages(parts: StepParts): Stage[] {
  const { processes, databases, signal } = parts;
  const services = databases.filter((name) => name !== 'gateway');
  const start = startOnce(processes);
  const step = (title: string, run: Step['run']): Step => ({
    title,
    run: async (say) => {
      signal.throwIfAborted();
      await run(say);
    },
  });
  return [
    [step('PostgreSQL', (say) => startPostgres(parts, say))],
    [step('Databases and roles', () => provision(parts))],
    [step('Schema migrations', (say) => forEach(databases, say, (service) => migrate(service, parts)))],
    [
      step('Services', (say) => forEach(services, say, start)),
      ...(processes.has('gateway')
        ? [step('Gateway', () => start('gateway', Promise.allSettled(services.map((name) => start(name)))))]
        : []),
      ...(services.includes('identity') ? [step('Demo people', () => seed(parts, start))] : []),
    ],
  ];
}

type Start = (name: StackProcessName, pollAfter?: Promise<unknown>) => Promise<void>;

/** Whoever needs a process starts it; everybody waits for the same start. */
function startOnce(processes: ReadonlyMap<StackProcessName, ServiceProcess>): Start {
  const under = new Map<StackProcessName, Promise<void>>();
  return (name, pollAfter) => {
    const started = under.get(name) ?? processes.get(name)?.start(pollAfter) ?? Promise.resolve();
    under.set(name, started);
    return started;
  };
}

async function startPostgres({ postgres, signal }: StepParts, say: (detail: string) => void): Promise<void> {
  say('preparing');
  if (await postgres.initialise(signal)) say('new data directory');
  signal.throwIfAborted();
  await postgres.start();
}

async function provision({ postgres, databases, sources }: StepParts): Promise<void> {
  const adminUrl = (database: string): string => postgres.adminUrl(database);
  await Promise.all(
    databases.map((service) => provisionService({ service, adminUrl, passwordOf: sources.keys.passwordOf })),
  );
}

async function migrate(service: DatabaseOwner, { postgres, signal, sources }: StepParts): Promise<void> {
  const folder = programFolder(service);
  const code = [
    path.join(folder, 'migrate.ts'),
    path.join(folder, service === 'gateway' ? path.join('registry', 'persistence') : 'persistence'),
    path.join('platform', 'db'),
    path.join('platform', 'audit'),
  ];
  const migrated = await fingerprint(sources.paths.checkout, code);
  if ((await readDatabaseNote(postgres.adminUrl(), service)).migrated === migrated) return;
  await runJob(`The migration of ${service}`, migrationProgram(service, sources), signal);
  await writeDatabaseNote(postgres.adminUrl(), service, { migrated });
}

/** Demo people are made through audited changes, so the audit service must be there; nothing else is needed. */
async function seed({ postgres, signal, sources }: StepParts, start: Start): Promise<void> {
  const code = [path.join('subgraphs', 'identity', 'seed.ts'), path.join('subgraphs', 'identity', 'seeding')];
  const seeded = await fingerprint(sources.paths.checkout, code);
  const note = await readDatabaseNote(postgres.adminUrl(), 'identity');
  if (note.seeded === seeded && existsSync(sources.paths.people)) return;
  await Promise.all([start('identity'), start('audit')]);
  await runJob('Making the demo people', seedProgram(sources), signal);
  await writeDatabaseNote(postgres.adminUrl(), 'identity', { seeded });
}

/** All at once. The first failure ends the start, and with it whatever of the others is still under way. */
async function forEach(
  services: readonly DatabaseOwner[],
  say: (detail: string) => void,
  work: (service: DatabaseOwner) => Promise<void>,
): Promise<void> {
  const pending = new Set(services);
  say([...pending].join(', '));
  await Promise.all(
    services.map(async (service) => {
      await work(service);
      pending.delete(service);
      say([...pending].join(', '));
    }),
  );
}
