import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startVault } from './app.ts';
import { readVaultConfig } from './config.ts';

const config = readVaultConfig();
const logger = createLogger({ service: 'vault', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startVault({ config, logger, clock: systemClock }),
});
