import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { findFreePort } from '../../cli/stack/free-port.ts';
import { findPostgresBinaries } from '../../cli/stack/postgres-binaries.ts';
import { createCluster, type PostgresCluster } from '../../cli/stack/postgres-cluster.ts';
import { removeLeftover } from '../../cli/stack/postgres-leftover.ts';
import type { Durability } from '../../cli/stack/postgres-settings.ts';
import { postgresAccount } from '../../cli/stack/postgres-user.ts';
import { identify } from '../../cli/stack/process-identity.ts';

const PREFIX = 'lifeready-test-postgres-';

/** A throwaway cluster of one test run. */
export interface TestCluster {
  readonly adminUrl: string;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts the one cluster of a test run. It lives in the system's temporary folder and is ended by Ctrl-C together with the run.
 *
 * @param owner process number of the test run; clusters whose owner is gone are removed first
 * @param durability tests have no use for the disk; measurements wait for it as production does
 */
export async function startTestCluster(
  owner: number = process.pid,
  durability: Durability = 'throwaway',
): Promise<TestCluster> {
  await removeAbandonedClusters();
  const directory = await mkdtemp(path.join(tmpdir(), `${PREFIX}${String(owner)}-`));
  const cluster = await createIn(directory, durability);
  await cluster.initialise();
  await cluster.start();
  return {
    adminUrl: cluster.adminUrl(),
    stop: async () => {
      await cluster.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function createIn(directory: string, durability: Durability): Promise<PostgresCluster> {
  await mkdir(directory, { recursive: true });
  return createCluster({
    directory,
    port: await findFreePort(),
    superuserPassword: randomBytes(16).toString('hex'),
    durability,
    logFile: path.join(directory, 'postgres.log'),
    binaries: await findPostgresBinaries(),
    account: await postgresAccount(),
    ownProcessGroup: false,
  });
}

/** A run that was killed leaves its cluster behind; the next run clears it away. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || (await identify(Number(owner))) !== undefined) continue;
    const directory = path.join(tmpdir(), name);
    await removeLeftover(path.join(directory, 'data'), [['SIGKILL', 5_000]]).catch(() => undefined);
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Passwords of the services' roles in a test cluster: roles belong to the whole cluster and test workers share
 * it, so every worker must come to the same ones.
 */
export function testPasswordOf(adminPassword: string): (role: string) => string {
  return (role) => createHmac('sha256', adminPassword).update(role).digest('base64url');
}
