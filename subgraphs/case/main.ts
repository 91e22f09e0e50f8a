import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startCase } from './app.ts';
import { readCaseConfig } from './config.ts';

const config = readCaseConfig();
const logger = createLogger({ service: 'case', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startCase({ config, logger, clock: systemClock }),
});
