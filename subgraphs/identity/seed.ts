import { systemClock } from '#platform/clock';
import { createLogger } from '#platform/logging';
import { openIdentity } from './core.ts';
import { readIdentityConfig, readSeedEnvironment } from './config.ts';
import { seedDemo } from './seeding/seed-demo.ts';

/** Makes the demo people of a development stack, as a job of its own. Anywhere else the environment is refused. */
async function main(): Promise<void> {
  const logger = createLogger({ service: 'identity-seed', level: 'info' });
  try {
    const { peopleFile, organisationId } = readSeedEnvironment();
    const { deps, resources } = await openIdentity({ config: readIdentityConfig(), logger, clock: systemClock });
    try {
      logger.info(await seedDemo(deps, peopleFile, organisationId), 'the demo people are there');
    } finally {
      for (const resource of resources) await resource.close();
    }
  } catch (error) {
    logger.fatal({ err: error }, 'the demo people could not be made');
    process.exitCode = 1;
  }
}

await main();
