import { endRecordedProcesses } from './stack-record.ts';
import { keepLogsBounded } from './bounded-logs.ts';
import type { SupervisorTls } from './certificates/supervisor.ts';
import { openCodeCache } from './code-cache.ts';
import { prepareKeys } from './keys/prepare-keys.ts';
import { takeLock } from './lock.ts';
import { makeFolders, stackPaths, type StackPaths } from './paths.ts';
import { readClients, readPeople, type DemoClient, type DemoPerson } from './people.ts';
import { chooseFreePorts, choosePorts, type PortWishes, type StackPorts } from './ports.ts';
import { openCluster } from './open-cluster.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import type { Durability } from './postgres-settings.ts';
import { recordKeeper } from './record-keeper.ts';
import { publicUrl, type EnvironmentOverrides, type EnvironmentSources } from './service-environment.ts';
import { createServiceProcess, type ServiceEvent, type ServiceProcess } from './service-process.ts';
import { readyUrl, serviceProgram } from './processes.ts';
import { SERVICES, type DatabaseOwner, type StackProcessName } from './services.ts';
import { createStages, type Stage, type Step } from './steps.ts';
import { stopEverything } from './stop-everything.ts';

export interface StackOptions {
  /** Folder of the state; that of the checkout unless a test brings its own. */
  readonly state?: string;
  /** Folder of the source code that is run; this checkout unless a test brings its own. */
  readonly checkout?: string;
  readonly ports: PortWishes | 'free';
  readonly environment: 'dev' | 'test';
  /** `full` unless a test that keeps nothing says otherwise. */
  readonly durability?: Durability;
  readonly logLevel: string;
  readonly redisUrl?: string | undefined;
  /** Whether services talk to each other over mutual TLS, with certificates that are issued now. */
  readonly mtls?: boolean;
  /** What every program needs of this machine (PATH, HOME, TMPDIR). */
  readonly inherited: Readonly<Record<string, string>>;
  /** Processes to run; all of them when left out. */
  readonly services?: readonly StackProcessName[];
  /** Variables by process that replace the stack's own. */
  readonly overrides?: EnvironmentOverrides;
  /** Told when a running service dies and comes back. */
  readonly onEvent?: (event: ServiceEvent) => void;
}

/** Told as the start proceeds: once when a step begins and once when it is done. */
export type OnStep = (progress: {
  readonly title: string;
  readonly state: 'running' | 'done';
  readonly milliseconds: number;
}) => void;

/** PostgreSQL, five services, the witness of the log and the gateway on this machine. */
export interface Stack {
  readonly ports: StackPorts;
  readonly paths: StackPaths;
  /** Base address of the public endpoint. */
  readonly url: string;
  readonly auditLogVkey: string;
  readonly postgres: PostgresCluster;
  /** The processes that this stack was asked to run. */
  readonly processes: ReadonlyMap<StackProcessName, ServiceProcess>;
  /** What a start does, in order; for showing progress. `start` runs them all. */
  readonly stages: readonly Stage[];
  /** Starts everything. @throws StackProblem when something fails, after stopping whatever had started */
  start(onStep?: OnStep): Promise<void>;
  /** Stops everything in order, gateway first and PostgreSQL last, and gives up the lock. Safe to call twice. */
  stop(): Promise<void>;
  /** Kills everything without warning, as a power cut would, and gives up the lock. */
  kill(): Promise<void>;
  /** Does quietly, some time after the start, what makes the next one faster. Ends early when the stack is stopped. */
  quickenNextStart(): Promise<void>;
  /** @returns who can sign in */
  people(): Promise<DemoPerson[]>;
  /** @returns which partners' systems can obtain tokens */
  clients(): Promise<DemoClient[]>;
}

/**
 * Prepares a stack: takes the lock, ends what a killed one left behind, settles ports and makes missing keys. Nothing
 * of it runs until `start`.
 *
 * @throws StackProblem when another stack runs over the same state or a port is taken
 */
export async function createStack(options: StackOptions): Promise<Stack> {
  const paths = stackPaths(options.state, options.checkout);
  await makeFolders(paths);
  const unlock = await takeLock(paths.lock);
  try {
    return await prepare(options, paths, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function prepare(options: StackOptions, paths: StackPaths, unlock: () => Promise<void>): Promise<Stack> {
  await endRecordedProcesses(paths.record);
  const keys = await prepareKeys(paths);
  const cluster = await openCluster(paths, {
    superuserPassword: keys.passwordOf('postgres'),
    durability: options.durability ?? 'full',
    ownProcessGroup: options.environment === 'dev',
  });
  await cluster.endLeftover();
  const ports = options.ports === 'free' ? await chooseFreePorts() : await choosePorts(options.ports);
  const postgres = cluster.on(ports.postgres);
  const codeCache = await openCodeCache(paths);
  const sources: EnvironmentSources = {
    ...options,
    redisUrl: options.redisUrl,
    mtls: options.mtls === true,
    ports,
    paths,
    keys,
    codeCache: codeCache.folder,
  };
  const supervisor = options.mtls === true ? await openSupervisor(paths) : undefined;
  const processes = createProcesses(options, sources, supervisor);
  const stopping = new AbortController();
  const databases: readonly DatabaseOwner[] = [...processes.keys()];
  const stages = createStages({ sources, postgres, processes, databases, signal: stopping.signal });
  const endWatching = keepLogsBounded(paths.logs);
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    stopping.abort();
    endWatching();
    await stopEverything({ how, processes, postgres, paths });
    await unlock();
  };
  const stack: Stack = {
    ports,
    paths,
    url: publicUrl(ports),
    auditLogVkey: keys.auditLogVkey,
    postgres,
    processes,
    stages,
    start: (onStep) => runStages(stack, onStep),
    stop: () => end('stop'),
    kill: () => end('kill'),
    quickenNextStart: () => codeCache.complete(stopping.signal).catch(() => undefined),
    people: () => readPeople(paths.people),
    clients: () => readClients(paths.people),
  };
  return stack;
}

/** A stack without the profile does not load what issues certificates. */
async function openSupervisor(paths: StackPaths): Promise<SupervisorTls> {
  const { openSupervisorTls } = await import('./certificates/supervisor.ts');
  return openSupervisorTls(paths.certificates);
}

function createProcesses(
  options: StackOptions,
  sources: EnvironmentSources,
  supervisor: SupervisorTls | undefined,
): ReadonlyMap<StackProcessName, ServiceProcess> {
  const keeper = recordKeeper(sources.paths.record, { url: publicUrl(sources.ports), ports: sources.ports });
  const names = options.services ?? [...SERVICES, 'witness', 'gateway'];
  return new Map(
    names.map((name) => [
      name,
      createServiceProcess({
        name,
        program: serviceProgram(name, sources),
        readyUrl: readyUrl(name, sources),
        fetch: name === 'gateway' ? undefined : supervisor?.fetchFrom(name),
        onEvent: (event) => options.onEvent?.(event),
        onIdentity: (identity) => keeper.set(name, identity),
      }),
    ]),
  );
}

async function runStages(stack: Stack, onStep: OnStep = () => undefined): Promise<void> {
  const runStep = async ({ title, run }: Step): Promise<void> => {
    const since = performance.now();
    onStep({ title, state: 'running', milliseconds: 0 });
    await run(() => undefined);
    onStep({ title, state: 'done', milliseconds: performance.now() - since });
  };
  try {
    for (const stage of stack.stages) await Promise.all(stage.map(runStep));
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
