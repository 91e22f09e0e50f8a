import { rm } from 'node:fs/promises';

import type { StackPaths } from './paths.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import type { ServiceProcess } from './service-process.ts';
import type { ProcessName } from './services.ts';

/**
 * Ends the whole stack. In order means: the gateway first, so that nothing new comes in; then the services, which may
 * finish what they do; PostgreSQL last, so that they can.
 */
export async function stopEverything(stack: {
  readonly how: 'stop' | 'kill';
  readonly processes: ReadonlyMap<ProcessName, ServiceProcess>;
  readonly postgres: PostgresCluster;
  readonly paths: StackPaths;
}): Promise<void> {
  const { how, postgres, processes } = stack;
  const services = [...processes.values()];
  if (how === 'kill') {
    await Promise.all([...services.map((service) => service.kill()), postgres.kill()]);
  } else {
    await processes.get('gateway')?.stop();
    await Promise.all(services.map((service) => service.stop()));
    await postgres.stop();
  }
  await rm(stack.paths.record, { force: true });
}
