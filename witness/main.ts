import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startWitness } from './app.ts';
import { readWitnessConfig } from './config.ts';

const config = readWitnessConfig();
const logger = createLogger({ service: 'witness', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startWitness({ config, logger, clock: systemClock }),
});
