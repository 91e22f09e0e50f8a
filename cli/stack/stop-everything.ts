import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { StackPaths } from './paths.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import type { ServiceProcess } from './service-process.ts';
import type { StackProcessName } from './services.ts';

/**
 * How long the gateway may end what is under way while every service still answers it. With what each process may take after
 * its signal, the whole stays below three seconds.
 */
const HEAD_START_MILLISECONDS = 400;

/**
 * Ends the whole stack. In order means: the gateway first, so that nothing new comes in; then the services, which may
 * finish what they do; then the witness, which audit asks for a last signature; PostgreSQL last, so that they can.
 */
export async function stopEverything(stack: {
  readonly how: 'stop' | 'kill';
  readonly processes: ReadonlyMap<StackProcessName, ServiceProcess>;
  readonly postgres: PostgresCluster;
  readonly paths: StackPaths;
}): Promise<void> {
  const { how, postgres, processes } = stack;
  const services = [...processes.values()];
  if (how === 'kill') {
    await Promise.all([...services.map((service) => service.kill()), postgres.kill()]);
  } else {
    const gateway = processes.get('gateway')?.stop();
    await Promise.race([gateway, delay(HEAD_START_MILLISECONDS)]);
    await Promise.all(services.filter(({ name }) => name !== 'witness').map((service) => service.stop()));
    await processes.get('witness')?.stop();
    await postgres.stop();
  }
  await rm(stack.paths.record, { force: true });
}
