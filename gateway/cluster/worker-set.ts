import cluster from 'node:cluster';
import { createRestartPause } from './restart-pause.ts';
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

/**
 * Starts the workers and starts each again that ends, after a growing pause.
 * @param deps.onRestart told of each start but the first of a slot
 * @param deps.onHopeless told when a worker ended and none has ever listened: the next one would end the same way
 */
export function startWorkers(
  count: number,
  deps: { readonly logger: Logger; readonly onRestart: () => void; readonly onHopeless: () => void },
): WorkerSet {
  const slots: readonly Slot[] = Array.from({ length: count }, (_none, index) => ({
    number: index + 1,
    pauseAfter: createRestartPause(),
    worker: undefined,
    timer: undefined,
  }));
  const state = { stopping: false, listened: false, clean: true };

  function start(slot: Slot): void {
    const since = performance.now();
    const worker = cluster.fork();
    slot.worker = worker;
    worker.once('listening', () => {
      state.listened = true;
    });
    worker.once('exit', (code: number | null, signal: string | null) => {
      slot.worker = undefined;
      if (code !== 0) state.clean = false;
      if (!state.stopping) restartLater(slot, performance.now() - since, signal ?? `exit code ${String(code)}`);
    });
  }

  function restartLater(slot: Slot, livedMs: number, how: string): void {
    const pauseMs = slot.pauseAfter(livedMs);
    deps.logger.error({ worker: slot.number, how, pauseMs }, 'a worker ended');
    if (!state.listened) {
      deps.onHopeless();
      return;
    }
    slot.timer = setTimeout(() => {
      deps.onRestart();
      start(slot);
    }, pauseMs);
  }

  for (const slot of slots) start(slot);
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
