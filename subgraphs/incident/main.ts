import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startIncident } from './app.ts';
import { readIncidentConfig } from './config.ts';

const config = readIncidentConfig();
const logger = createLogger({ service: 'incident', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startIncident({ config, logger, clock: systemClock }),
});
