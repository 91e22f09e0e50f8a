import cluster from 'node:cluster';
import { createRestartPause } from './restart-pause.ts';
import { serving } from './worker-messages.ts';
import type { Worker } from 'node:cluster';
import type { Logger } from '#platform/logging';

/** The workers of one gateway, each in its slot. */
export interface WorkerSet {
  /** Those that run, by slot; slots are counted from 1 and stay when a worker is replaced. */
  running(): readonly (readonly [slot: number, worker: Worker])[];
  /** Sends a signal to all of them. */
  signal(name: NodeJS.Signals): void;
  /** Has them drain and end, and starts no other. @returns whether all of them ended well, once they have */
  stop(deadlineMs: number): Promise<boolean>;
}

interface Slot {
  readonly number: number;
  readonly pauseAfter: (livedMs: number) => number;
  worker: Worker | undefined;
  timer: NodeJS.Timeout | undefined;
}

interface WorkerSetDeps {
  readonly logger: Logger;
  /** Told of each start but the first of a slot. */
  readonly onRestart: () => void;
  /** Told when a worker ended and none has ever served: the next one would end the same way. */
  readonly onHopeless: () => void;
}

interface State {
  stopping: boolean;
  /** Whether any worker has ever served. */
  served: boolean;
  /** Whether all that ended since the stop began did so well. */
  clean: boolean;
}

/** Starts the workers and starts each again that ends, after a growing pause. */
export function startWorkers(count: number, deps: WorkerSetDeps): WorkerSet {
  const slots: readonly Slot[] = Array.from({ length: count }, (_none, index) => ({
    number: index + 1,
    pauseAfter: createRestartPause(),
    worker: undefined,
    timer: undefined,
  }));
  const state: State = { stopping: false, served: false, clean: true };
  for (const slot of slots) startWorker(slot, state, deps);
  const running = () =>
    slots.flatMap(({ number, worker }) => (worker === undefined ? [] : [[number, worker] as const]));
  const signal = (name: NodeJS.Signals): void => {
    for (const [, worker] of running()) worker.process.kill(name);
  };
  return {
    running,
    signal,
    stop: async (deadlineMs) => {
      state.stopping = true;
      state.clean = true;
      for (const { timer } of slots) clearTimeout(timer);
      const ended = running().map(([, worker]) => new Promise((resolve) => worker.once('exit', resolve)));
      signal('SIGTERM');
      const deadline = setTimeout(() => {
        signal('SIGKILL');
      }, deadlineMs);
      await Promise.all(ended);
      clearTimeout(deadline);
      return state.clean;
    },
  };
}

function startWorker(slot: Slot, state: State, deps: WorkerSetDeps): void {
  const since = performance.now();
  const worker = cluster.fork();
  slot.worker = worker;
  worker.on('message', (message: unknown) => {
    if (!serving.safeParse(message).success) return;
    state.served = true;
    deps.logger.info({ worker: slot.number, pid: worker.process.pid }, 'a worker serves');
  });
  worker.once('exit', (code: number | null, signal: string | null) => {
    slot.worker = undefined;
    if (code !== 0) state.clean = false;
    if (state.stopping) return;
    const pauseMs = slot.pauseAfter(performance.now() - since);
    const how = signal ?? `exit code ${String(code)}`;
    deps.logger.error({ worker: slot.number, how, pauseMs }, 'a worker ended');
    if (!state.served) {
      deps.onHopeless();
      return;
    }
    slot.timer = setTimeout(() => {
      deps.onRestart();
      startWorker(slot, state, deps);
    }, pauseMs);
  });
}
