import cluster from 'node:cluster';
import { runService } from '#platform/http';
import { answerPrimary, tellThatItServes } from './cluster/answer-primary.ts';
import type { Logger } from '#platform/logging';
import type { GatewaySettings } from './config.ts';
import type { RunningGateway } from './running-gateway.ts';

/**
 * Serves until it is told to end, by itself or as one of several workers. `SIGHUP` reads the supergraph again.
 * @param start puts the gateway of these settings together
 */
export async function runGateway(
  settings: GatewaySettings,
  logger: Logger,
  start: (settings: GatewaySettings) => Promise<RunningGateway>,
): Promise<void> {
  const { HOST: host, PORT: port } = settings.config;
  let serving: RunningGateway | undefined;
  await runService({
    logger,
    host,
    port,
    start: async () => {
      const running = await start(forThisProcess(settings));
      serving = running;
      process.on('SIGHUP', () => void running.reload());
      if (cluster.isWorker) answerPrimary(running.metrics);
      return running;
    },
  });
  if (cluster.isWorker && serving?.server.server.listening === true) tellThatItServes();
}

/** Workers have one port for their counters together, and it is the primary's. */
function forThisProcess(settings: GatewaySettings): GatewaySettings {
  if (!cluster.isWorker) return settings;
  const GATEWAY_METRICS_PORT = undefined;
  return settings.access === 'off'
    ? { access: 'off', config: { ...settings.config, GATEWAY_METRICS_PORT } }
    : { access: 'on', config: { ...settings.config, GATEWAY_METRICS_PORT } };
}
