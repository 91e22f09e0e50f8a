import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startGateway } from './app.ts';
import { readGatewayConfig } from './config.ts';

const config = readGatewayConfig();
const logger = createLogger({ service: 'gateway', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startGateway({ config, logger, clock: systemClock }),
});
