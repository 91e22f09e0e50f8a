import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startIdentity } from './app.ts';
import { readIdentityConfig } from './config.ts';

const config = readIdentityConfig();
const logger = createLogger({ service: 'identity', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startIdentity({ config, logger, clock: systemClock }),
});
