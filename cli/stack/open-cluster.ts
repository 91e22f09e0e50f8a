import { rotateWhenLarge } from './log-file.ts';
import { reachablePostgres } from './postgres-location.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { createCluster, type PostgresCluster } from './postgres-cluster.ts';
import type { Durability } from './postgres-settings.ts';
import { postgresAccount } from './postgres-user.ts';
import type { StackPaths } from './paths.ts';

/** The stack's cluster before its port is known. */
export interface UnplacedCluster {
  /** Ends a server that a killed supervisor left running, so that its port is free again. */
  endLeftover(): Promise<void>;
  on(port: number): PostgresCluster;
}

export interface ClusterWishes {
  readonly superuserPassword: string;
  readonly durability: Durability;
  readonly ownProcessGroup: boolean;
}

/** Finds the programs, the account and the folder of the stack's PostgreSQL. */
export async function openCluster(paths: StackPaths, wishes: ClusterWishes): Promise<UnplacedCluster> {
  const account = await postgresAccount();
  const { binaries, directory } = await reachablePostgres({
    directory: paths.postgres,
    binaries: await findPostgresBinaries(),
    account,
  });
  const logFile = paths.log('postgres');
  await rotateWhenLarge(logFile);
  const on = (port: number): PostgresCluster =>
    createCluster({ ...wishes, directory, port, logFile, binaries, account });
  return { endLeftover: () => on(0).stop(), on };
}
