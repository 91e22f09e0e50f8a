import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';

import { findFreePort, LOOPBACK } from './free-port.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { createCluster, type PostgresCluster } from './postgres-cluster.ts';
import { runningServer } from './postgres-leftover.ts';
import { postgresAccount } from './postgres-user.ts';
import { endProcess, isRunning } from './process-identity.ts';

let folder: string;
let cluster: PostgresCluster;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-cluster-'));
  await chmod(folder, 0o711);
  cluster = await clusterOn(await findFreePort());
});

afterEach(async () => {
  await cluster.kill();
  await rm(folder, { recursive: true, force: true });
});

async function clusterOn(port: number): Promise<PostgresCluster> {
  return createCluster({
    directory: path.join(folder, 'postgres'),
    port,
    superuserPassword: 'only for this test',
    durability: 'full',
    logFile: path.join(folder, 'postgres.log'),
    binaries: await findPostgresBinaries(),
    account: await postgresAccount(),
    ownProcessGroup: true,
  });
}

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: cluster.adminUrl() });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  test('syncs what it acknowledges, checks its pages, and listens on this machine only', async () => {
    await cluster.initialise();
    await cluster.start();
    const settings = await query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'unix_socket_directories', 'password_encryption') ORDER BY name`,
    );
    expect(Object.fromEntries(settings.map((row) => [row['name'], row['setting']]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: LOOPBACK,
      password_encryption: 'scram-sha-256',
      synchronous_commit: 'on',
      unix_socket_directories: '',
    });
    expect((await query('SHOW server_version_num'))[0]?.['server_version_num']).toMatch(/^18/);
  });

  test('asks for the password', async () => {
    await cluster.initialise();
    await cluster.start();
    const wrong = new pg.Client({
      connectionString: Object.assign(new URL(cluster.adminUrl()), { password: 'guess' }).href,
    });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  test('after a kill -9 it has everything that was acknowledged', async () => {
    await cluster.initialise();
    await cluster.start();
    await query('CREATE TABLE note AS SELECT generate_series(1, 1000) AS id');
    await cluster.kill();
    expect(await runningServer(path.join(folder, 'postgres', 'data'))).toBeUndefined();
    await cluster.start();
    expect(await query('SELECT count(*)::int AS notes FROM note')).toEqual([{ notes: 1000 }]);
  });

  test('a server left running by a killed supervisor is ended before another is started over the same data', async () => {
    await cluster.initialise();
    const left = await cluster.start();
    cluster = await clusterOn(await findFreePort());
    const next = await cluster.start();
    expect(await isRunning(left)).toBe(false);
    expect(await isRunning(next)).toBe(true);
  });

  test('a lock file that names a process of somebody else is stale, and that process is left alone', async () => {
    await cluster.initialise();
    const server = await cluster.start();
    const lockFile = path.join(folder, 'postgres', 'data', 'postmaster.pid');
    const stale = (await readFile(lockFile, 'utf8')).replace(/^\d+/, String(process.pid));
    await endProcess(server, [['SIGKILL', 5_000]]);
    await writeFile(lockFile, stale);
    await cluster.start();
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('stops even when its folder was removed under it', async () => {
    await cluster.initialise();
    const server = await cluster.start();
    await rm(path.join(folder, 'postgres'), { recursive: true });
    await cluster.stop();
    expect(await isRunning(server)).toBe(false);
  });

  test('an initialisation that was killed half-way is started afresh', async () => {
    await cluster.initialise();
    await rm(path.join(folder, 'postgres', 'initialised'));
    await rm(path.join(folder, 'postgres', 'data', 'PG_VERSION'));
    expect(await cluster.initialise()).toBe(true);
    await cluster.start();
    expect(await cluster.initialise()).toBe(false);
  });

  test('a taken port is named, with the flag that changes it', async () => {
    const occupant = createServer().listen(0, LOOPBACK);
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    cluster = await clusterOn(port);
    await cluster.initialise();
    await expect(cluster.start()).rejects.toMatchObject({
      message: `Port ${String(port)} for PostgreSQL is already in use.`,
      hint: expect.stringContaining('--postgres-port'),
    });
    await new Promise((resolve) => occupant.close(resolve));
  });
});
