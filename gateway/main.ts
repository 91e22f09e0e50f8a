import cluster from 'node:cluster';
import { systemClock } from '#platform/clock';
import { createLogger } from '#platform/logging';
import { readGatewaySettings } from './config.ts';
import type { GatewaySettings } from './config.ts';
import type { RunningGateway } from './running-gateway.ts';

const settings = readGatewaySettings();
const logger = createLogger({ service: 'gateway', level: settings.config.LOG_LEVEL });

// What serves is only loaded where something is served.
if (settings.config.GATEWAY_WORKERS > 1 && cluster.isPrimary) {
  const { runPrimary } = await import('./cluster/primary.ts');
  await runPrimary(settings.config, logger);
} else {
  const { runGateway } = await import('./run-gateway.ts');
  await runGateway(settings, logger, start);
}

async function start(own: GatewaySettings): Promise<RunningGateway> {
  if (own.access === 'off') {
    const { startAnyGateway } = await import('./any-supergraph/app.ts');
    return startAnyGateway({ config: own.config, logger, clock: systemClock });
  }
  const { startGateway } = await import('./app.ts');
  return startGateway({ config: own.config, logger, clock: systemClock });
}
