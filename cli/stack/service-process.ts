import { setTimeout as delay } from 'node:timers/promises';

import { readableTail } from './log-lines.ts';
import { StackProblem } from './problem.ts';
import { endProcess, type ProcessIdentity } from './process-identity.ts';
import { waitUntilReady } from './readiness.ts';
import type { StackProcessName } from './services.ts';
import { spawnProgram, type Program, type RunningProgram } from './spawn-program.ts';

/** A cold start on a slow, busy machine; a healthy one takes a second or two. */
const READY_DEADLINE_MILLISECONDS = 60_000;

/** How long a process may finish what it does after SIGTERM. */
const GRACE_MILLISECONDS = 1_300;
const STOP_STEPS = [
  ['SIGTERM', GRACE_MILLISECONDS],
  ['SIGKILL', 2_000],
] as const;
const KILL_STEPS = [['SIGKILL', 2_000]] as const;

const FIRST_RESTART_PAUSE_MILLISECONDS = 250;
const LONGEST_RESTART_PAUSE_MILLISECONDS = 15_000;

/** After this long without trouble, the next restart is quick again. */
const CALM_MILLISECONDS = 60_000;

const TAIL_LINES = 12;

/** What happens to a service while the stack runs. */
export type ServiceEvent =
  | {
      readonly kind: 'died';
      readonly name: StackProcessName;
      readonly how: string;
      readonly tail: string;
      readonly restartInMilliseconds: number;
    }
  | { readonly kind: 'restarted'; readonly name: StackProcessName }
  | { readonly kind: 'not-ready'; readonly name: StackProcessName; readonly reason: string };

export interface ServiceProcessOptions {
  readonly name: StackProcessName;
  readonly program: Program;
  /** Answers 200 as soon as the service can do its work. */
  readonly readyUrl: string;
  /** Asks it; the global one unless the service talks to nobody without a certificate. */
  readonly fetch?: typeof fetch | undefined;
  readonly onEvent: (event: ServiceEvent) => void;
  /** Called with the new identity after each start and with undefined after each end. */
  readonly onIdentity: (identity: ProcessIdentity | undefined) => Promise<void>;
  readonly readyDeadlineMilliseconds?: number;
}

/** One service of the stack, started, watched and stopped. */
export interface ServiceProcess {
  readonly name: StackProcessName;
  /**
   * Starts it and waits until it is ready.
   *
   * @param askAfter settles when it is worth asking whether it is ready, when that depends on others
   * @throws StackProblem with the last log lines when it is not ready in time
   */
  start(askAfter?: Promise<unknown>): Promise<void>;
  /** Asks it to end, then insists. It is not started again. */
  stop(): Promise<void>;
  /** Kills it without warning and does not start it again; for tests of recovery and for an impatient Ctrl-C. */
  kill(): Promise<void>;
  /** Number of the running process. */
  pid(): number | undefined;
}

/** What changes while a service is started, watched and stopped. */
interface Life {
  running: RunningProgram | undefined;
  /** Aborted when the service should no longer run: ends the waiting for readiness and for a restart. */
  wanted: AbortController;
  /** The start under way, so that a stop never misses a process that is just being made. */
  launching: Promise<void>;
  restartPause: number;
}

/** Prepares a service; nothing runs until `start`. A service that dies while it should run is started again, after a growing pause. */
export function createServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const life: Life = {
    running: undefined,
    wanted: new AbortController(),
    launching: Promise.resolve(),
    restartPause: FIRST_RESTART_PAUSE_MILLISECONDS,
  };
  return {
    name: options.name,
    start: async (askAfter) => {
      life.wanted = new AbortController();
      life.restartPause = FIRST_RESTART_PAUSE_MILLISECONDS;
      await launch(options, life, askAfter);
    },
    stop: () => end(life, STOP_STEPS),
    kill: () => end(life, KILL_STEPS),
    pid: () => life.running?.identity.pid,
  };
}

function launch(options: ServiceProcessOptions, life: Life, askAfter?: Promise<unknown>): Promise<void> {
  const started = startOnce(options, life, life.wanted.signal, askAfter);
  life.launching = started.catch(() => undefined);
  return started;
}

async function startOnce(
  options: ServiceProcessOptions,
  life: Life,
  stopped: AbortSignal,
  askAfter: Promise<unknown> | undefined,
): Promise<void> {
  const program = await spawnProgram(options.program);
  life.running = program;
  const gone = new AbortController();
  const ended = program.ended.then(async (how) => {
    life.running = undefined;
    gone.abort();
    await options.onIdentity(undefined);
    return how;
  });
  await options.onIdentity(program.identity);
  // Whether the others came up is for them to report.
  await Promise.race([askAfter?.catch(() => undefined), whenAborted(gone.signal), whenAborted(stopped)]);
  const deadline = options.readyDeadlineMilliseconds ?? READY_DEADLINE_MILLISECONDS;
  const ready = await waitUntilReady(
    options.readyUrl,
    deadline,
    AbortSignal.any([gone.signal, stopped]),
    options.fetch,
  );
  if (!ready && !stopped.aborted) {
    const what = gone.signal.aborted
      ? `ended while starting (${await ended})`
      : `was not ready after ${String(deadline / 1000)} s`;
    await endProcess(program.identity, KILL_STEPS);
    throw await startFailure(options, what);
  }
  void watch(options, life, ended, stopped);
}

async function watch(
  options: ServiceProcessOptions,
  life: Life,
  ended: Promise<string>,
  stopped: AbortSignal,
): Promise<void> {
  const since = performance.now();
  const how = await ended;
  if (stopped.aborted) return;
  if (performance.now() - since > CALM_MILLISECONDS) life.restartPause = FIRST_RESTART_PAUSE_MILLISECONDS;
  const tail = await readableTail(options.program.logFile, TAIL_LINES);
  options.onEvent({ kind: 'died', name: options.name, how, tail, restartInMilliseconds: life.restartPause });
  await restart(options, life, stopped);
}

async function restart(options: ServiceProcessOptions, life: Life, stopped: AbortSignal): Promise<void> {
  while (await pauseBeforeRestart(life, stopped)) {
    const problem = await launch(options, life).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (stopped.aborted) return;
    if (problem === undefined) {
      options.onEvent({ kind: 'restarted', name: options.name });
      return;
    }
    options.onEvent({ kind: 'not-ready', name: options.name, reason: problem });
  }
}

/** @returns whether the service is still wanted after the pause */
async function pauseBeforeRestart(life: Life, stopped: AbortSignal): Promise<boolean> {
  await delay(life.restartPause, undefined, { signal: stopped }).catch(() => undefined);
  life.restartPause = Math.min(life.restartPause * 2, LONGEST_RESTART_PAUSE_MILLISECONDS);
  return !stopped.aborted;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const onAbort = (): void => {
      resolve();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

async function end(life: Life, steps: Parameters<typeof endProcess>[1]): Promise<void> {
  life.wanted.abort();
  await life.launching;
  const program = life.running;
  if (program === undefined) return;
  await endProcess(program.identity, steps);
  await program.ended;
}

async function startFailure(options: ServiceProcessOptions, what: string): Promise<StackProblem> {
  const tail = await readableTail(options.program.logFile, TAIL_LINES);
  return new StackProblem(`The ${options.name} service ${what}.`, {
    hint: `Last lines of ${options.program.logFile}:\n${tail}`,
  });
}
