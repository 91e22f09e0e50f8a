import type { Durability } from '../../cli/stack/postgres-settings.ts';
import { TEST_POSTGRES_VARIABLE } from './postgres.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

let cluster: TestCluster | undefined;

/** Starts the run's cluster; the worker processes inherit its address. Two jest projects of one run share it. Measurements use it too. */
export async function setUp(durability: Durability = 'throwaway'): Promise<void> {
  if (process.env[TEST_POSTGRES_VARIABLE] !== undefined) return;
  cluster = await startTestCluster(process.pid, durability);
  process.env[TEST_POSTGRES_VARIABLE] = cluster.adminUrl;
}

/** Ends the cluster if this run started it. */
export async function tearDown(): Promise<void> {
  if (cluster === undefined) return;
  delete process.env['LIFEREADY_TEST_POSTGRES_URL'];
  await cluster.stop();
  cluster = undefined;
}
