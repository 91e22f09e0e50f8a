import { createMetrics, mergeFamilies } from '#platform/metrics';
import { listenForMetrics } from '../http/metrics-listener.ts';
import { askForMetrics } from './ask-workers.ts';
import { startWorkers } from './worker-set.ts';
import type { Logger } from '#platform/logging';
import type { MetricFamilies, Metrics } from '#platform/metrics';
import type { GatewayConfig } from '../config.ts';
import type { WorkerSet } from './worker-set.ts';

/** Somewhat longer than a worker takes at the most to drain. */
const STOP_DEADLINE_MS = 11_000;

/**
 * The process in front of several workers: it has the socket and hands out connections, starts workers again that end, passes
 * signals on and shows the counters of all. It serves nothing itself, so that no request can end it; when it ends, so do they.
 */
export async function runPrimary(
  config: Pick<GatewayConfig, 'GATEWAY_WORKERS' | 'GATEWAY_METRICS_HOST' | 'GATEWAY_METRICS_PORT'>,
  logger: Logger,
): Promise<void> {
  const own = createMetrics('gateway');
  const restarts = own.counter('lifeready_gateway_worker_restarts_total', 'Workers that were started again.', []);
  restarts.add({}, 0);
  const state = { stopping: false };
  const stop = async (why: string, failed: boolean): Promise<void> => {
    if (state.stopping) return;
    state.stopping = true;
    logger.info({ why }, 'stopping');
    const clean = await workers.stop(STOP_DEADLINE_MS);
    await (await listening)?.close();
    process.exit(clean && !failed ? 0 : 1);
  };
  const workers = startWorkers(config.GATEWAY_WORKERS, {
    logger,
    onRestart: () => {
      restarts.add({});
    },
    onHopeless: () => void stop('no worker could start', true),
  });
  own.gauge('lifeready_gateway_workers', 'Workers that run.', () => workers.running().length);
  // Ctrl-C reaches the workers too, by itself; a second signal changes nothing there.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => void stop(name, false));
  process.on('SIGHUP', () => {
    workers.signal('SIGHUP');
  });
  // Whoever is told to end meanwhile waits for it.
  const listening = listenForMetrics(config, { ...own, text: () => textOf(own, workers) }, logger);
  await listening;
}

/** Each worker's counters carry its slot; a worker that was replaced begins at zero, which is what a counter may do. */
async function textOf(own: Metrics, workers: WorkerSet): Promise<string> {
  const parts = await Promise.all(
    workers.running().map(async ([slot, worker]) => {
      const families = await askForMetrics(worker);
      return families === undefined ? [] : [{ families, labels: { worker: String(slot) } }];
    }),
  );
  const ownFamilies: MetricFamilies = await own.families();
  return mergeFamilies([{ families: ownFamilies, labels: {} }, ...parts.flat()]);
}
