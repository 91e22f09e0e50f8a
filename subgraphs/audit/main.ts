import { systemClock } from '#platform/clock';
import { runService } from '#platform/http';
import { createLogger } from '#platform/logging';
import { startAudit } from './app.ts';
import { readAuditConfig } from './config.ts';

const config = readAuditConfig();
const logger = createLogger({ service: 'audit', level: config.LOG_LEVEL });

await runService({
  logger,
  host: config.HOST,
  port: config.PORT,
  start: () => startAudit({ config, logger, clock: systemClock }),
});
