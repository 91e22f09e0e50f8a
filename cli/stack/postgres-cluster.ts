import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { isPortFree, LOOPBACK } from './free-port.ts';
import { tailOf } from './log-file.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { removeLeftover, runningServer } from './postgres-leftover.ts';
import { initArguments, serverArguments, type Durability } from './postgres-settings.ts';
import type { UnixAccount } from './postgres-user.ts';
import { StackProblem } from './problem.ts';
import { endProcess, identify, isRunning, type ProcessIdentity } from './process-identity.ts';

const run = promisify(execFile);

const SUPERUSER = 'postgres';

/** A recovery after a crash replays at most max_wal_size, which takes seconds; anything longer is stuck. */
const START_DEADLINE_MILLISECONDS = 60_000;
const START_POLL_MILLISECONDS = 15;

/** Fast shutdown, then immediate (recovers from the log at the next start), then no more asking. */
const STOP_STEPS = [
  ['SIGINT', 2_000],
  ['SIGQUIT', 3_000],
  ['SIGKILL', 2_000],
] as const;

const KILL_STEPS = [['SIGKILL', 5_000]] as const;

export interface ClusterOptions {
  /** Folder of the cluster; `data` and the marker of a finished initialisation are made below it. */
  readonly directory: string;
  readonly port: number;
  readonly superuserPassword: string;
  readonly durability: Durability;
  readonly logFile: string;
  readonly binaries: PostgresBinaries;
  /** The account to run as; undefined for that of this process. */
  readonly account: UnixAccount | undefined;
  /** Whether the server survives a Ctrl-C at the terminal, because its supervisor stops it in order. */
  readonly ownProcessGroup: boolean;
}

/** One PostgreSQL server over one data directory. */
export interface PostgresCluster {
  /** Makes the data directory unless a complete one is there. @returns whether it was made now. @param signal breaks it off */
  initialise(signal?: AbortSignal): Promise<boolean>;
  /** Ends a server left over from a killed supervisor, then starts one and waits until it accepts connections. */
  start(): Promise<ProcessIdentity>;
  /** Stops the server, whoever started it. @returns once no process is left */
  stop(): Promise<void>;
  /** Kills the server without warning, as a power cut would; for tests of recovery. */
  kill(): Promise<void>;
  /** @returns the superuser's connection string to `database` */
  adminUrl(database?: string): string;
}

/** Prepares to run a cluster; nothing happens until `initialise` or `start`. */
export function createCluster(options: ClusterOptions): PostgresCluster {
  const dataDirectory = path.join(options.directory, 'data');
  let own: ProcessIdentity | undefined;
  let initialising: Promise<unknown> = Promise.resolve();
  const end = async (steps: typeof STOP_STEPS | typeof KILL_STEPS): Promise<void> => {
    await initialising;
    await removeLeftover(dataDirectory, steps);
    // Found without the lock file too: somebody may have removed the whole folder under the running server.
    if (own !== undefined) await endProcess(own, steps);
    own = undefined;
  };
  return {
    initialise: (signal) => {
      const made = initialise(options, dataDirectory, signal);
      initialising = made.catch(() => undefined);
      return made;
    },
    start: async () => {
      own = await start(options, dataDirectory);
      return own;
    },
    stop: () => end(STOP_STEPS),
    kill: () => end(KILL_STEPS),
    adminUrl: (database = 'postgres') =>
      connectionString({ user: SUPERUSER, password: options.superuserPassword, port: options.port, database }),
  };
}

/** @returns a connection string to the loopback interface; every part is escaped */
export function connectionString(parts: { user: string; password: string; port: number; database: string }): string {
  const { user, password, port, database } = parts;
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${LOOPBACK}:${String(port)}/${encodeURIComponent(database)}`;
}

async function initialise(
  options: ClusterOptions,
  dataDirectory: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  // initdb is not atomic. The marker is written after it, so that one killed half-way is started afresh.
  const marker = path.join(options.directory, 'initialised');
  if (
    await readFile(marker).then(
      () => true,
      () => false,
    )
  )
    return false;
  await rm(dataDirectory, { recursive: true, force: true });
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(options.directory, 'superuser-password');
  await writeFile(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 });
  try {
    await giveTo(options.account, options.directory, passwordFile);
    const args = initArguments(dataDirectory, SUPERUSER, passwordFile, options.durability);
    await run(options.binaries.initdb, args, {
      ...options.account,
      ...(signal === undefined ? {} : { signal }),
      cwd: options.directory,
      env: serverEnvironment(),
    });
  } catch (cause) {
    throw new StackProblem('PostgreSQL could not create its data directory.', { hint: standardError(cause), cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await writeFile(marker, '', { mode: 0o600 });
  return true;
}

async function start(options: ClusterOptions, dataDirectory: string): Promise<ProcessIdentity> {
  await removeLeftover(dataDirectory, STOP_STEPS);
  if (!(await isPortFree(options.port))) throw portTaken(options.port);
  const log = await open(options.logFile, 'a', 0o600);
  await chmod(options.logFile, 0o600);
  const child = spawn(options.binaries.postgres, serverArguments(dataDirectory, options.port, options.durability), {
    ...options.account,
    cwd: options.directory,
    env: serverEnvironment(),
    detached: options.ownProcessGroup,
    stdio: ['ignore', log.fd, log.fd],
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
  });
  await log.close();
  child.unref();
  return Promise.race([failed, waitUntilReady(options, dataDirectory, child.pid)]);
}

async function waitUntilReady(
  options: ClusterOptions,
  dataDirectory: string,
  pid: number | undefined,
): Promise<ProcessIdentity> {
  const identity = pid === undefined ? undefined : await identify(pid);
  if (identity === undefined) throw await startFailure(options, 'ended at once');
  const deadline = performance.now() + START_DEADLINE_MILLISECONDS;
  while (performance.now() < deadline) {
    const server = await runningServer(dataDirectory);
    if (server?.pid === identity.pid && server.ready) return identity;
    if (!(await isRunning(identity))) throw await startFailure(options, 'ended while starting');
    await delay(START_POLL_MILLISECONDS);
  }
  await endProcess(identity, STOP_STEPS);
  throw await startFailure(options, `was not ready after ${String(START_DEADLINE_MILLISECONDS / 1000)} s`);
}

async function startFailure(options: ClusterOptions, what: string): Promise<StackProblem> {
  const tail = await tailOf(options.logFile, 15);
  if (tail.includes('could not bind')) return portTaken(options.port);
  return new StackProblem(`PostgreSQL ${what}.`, { hint: `Last lines of ${options.logFile}:\n${tail}` });
}

function portTaken(port: number): StackProblem {
  return new StackProblem(`Port ${String(port)} for PostgreSQL is already in use.`, {
    hint: 'Choose another with --postgres-port or LIFEREADY_POSTGRES_PORT.',
  });
}

async function giveTo(account: UnixAccount | undefined, ...files: string[]): Promise<void> {
  if (account === undefined) return;
  for (const file of files) await chown(file, account.uid, account.gid);
}

/** The server gets no environment but what it needs: PG* variables of the user's shell would change its behaviour. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function standardError(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
}
