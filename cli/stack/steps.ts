import type { PostgresCluster } from './postgres-cluster.ts';
import { migrationProgram, seedProgram } from './processes.ts';
import { provisionService } from './provision.ts';
import { runJob } from './run-job.ts';
import type { EnvironmentSources } from './service-environment.ts';
import type { ServiceProcess } from './service-process.ts';
import type { ProcessName, ServiceName } from './services.ts';

/** A part of the start, shown to the person with its time. */
export interface Step {
  readonly title: string;
  /** @param say shows a word on what goes on inside the step */
  readonly run: (say: (detail: string) => void) => Promise<void>;
}

export interface StepParts {
  readonly sources: EnvironmentSources;
  readonly postgres: PostgresCluster;
  readonly processes: ReadonlyMap<ProcessName, ServiceProcess>;
  readonly services: readonly ServiceName[];
  /** Aborted when the stack is being stopped. */
  readonly signal: AbortSignal;
}

/** @returns what a start does, in order */
export function createSteps(parts: StepParts): Step[] {
  const { postgres, processes, services, signal, sources } = parts;
  const guard = (step: Step): Step => ({
    title: step.title,
    run: async (say) => {
      signal.throwIfAborted();
      await step.run(say);
    },
  });
  const steps: Step[] = [
    { title: 'PostgreSQL', run: (say) => startPostgres(postgres, say) },
    { title: 'Databases and roles', run: () => provision(parts) },
    {
      title: 'Schema migrations',
      run: (say) =>
        forEach(services, say, (service) =>
          runJob(`The migration of ${service}`, migrationProgram(service, sources), signal),
        ),
    },
    { title: 'Services', run: (say) => forEach(services, say, (service) => started(processes, service)) },
  ];
  if (services.includes('identity'))
    steps.push({ title: 'Demo people', run: () => runJob('Making the demo people', seedProgram(sources), signal) });
  if (processes.has('gateway')) steps.push({ title: 'Gateway', run: () => started(processes, 'gateway') });
  return steps.map(guard);
}

async function startPostgres(postgres: PostgresCluster, say: (detail: string) => void): Promise<void> {
  say('preparing');
  if (await postgres.initialise()) say('new data directory');
  await postgres.start();
}

async function provision({ postgres, services, sources }: StepParts): Promise<void> {
  const adminUrl = (database: string): string => postgres.adminUrl(database);
  await Promise.all(
    services.map((service) => provisionService({ service, adminUrl, passwordOf: sources.keys.passwordOf })),
  );
}

/** All at once; the first failure is reported when every other has come to its end, so that nothing is left running unseen. */
async function forEach(
  services: readonly ServiceName[],
  say: (detail: string) => void,
  work: (service: ServiceName) => Promise<void>,
): Promise<void> {
  const pending = new Set(services);
  say([...pending].join(', '));
  const outcomes = await Promise.allSettled(
    services.map(async (service) => {
      await work(service);
      pending.delete(service);
      say([...pending].join(', '));
    }),
  );
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

async function started(processes: ReadonlyMap<ProcessName, ServiceProcess>, name: ProcessName): Promise<void> {
  await processes.get(name)?.start();
}
