import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';

import { parsePolicy } from '#platform/tlog';

import { reset } from '../reset-command.ts';
import { stackStatus } from '../status-command.ts';
import { LOOPBACK } from './free-port.ts';
import { CHECKOUT } from './paths.ts';
import { outsideDirectory } from './postgres-location.ts';
import { identify } from './process-identity.ts';
import { internalUrl } from './service-environment.ts';
import type { ServiceEvent } from './service-process.ts';
import { createStack, type Stack, type StackOptions } from './stack.ts';
import { writeToyCheckout } from './testing/toy-checkout.ts';

let checkout: string;

/** Every stack of the test that runs, so that a failing one leaves nothing behind. */
let made: Stack[] = [];

beforeAll(async () => {
  checkout = await newCheckout();
});

afterEach(async () => {
  for (const stack of made) await stack.kill();
  made = [];
});

afterAll(async () => {
  await rm(checkout, { recursive: true, force: true });
});

async function newCheckout(mode = 0o755): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lifeready-stack-')));
  await chmod(folder, mode);
  await writeToyCheckout(folder);
  return folder;
}

/** HOME leads the toy migration to the packages of this checkout. */
async function toyStack(more: Partial<StackOptions> = {}): Promise<Stack> {
  const inherited = { PATH: '/usr/bin:/bin', HOME: CHECKOUT };
  const stack = await createStack({
    checkout,
    ports: 'free',
    environment: 'test',
    logLevel: 'info',
    inherited,
    ...more,
  });
  made.push(stack);
  return stack;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function environmentOf(stack: Stack, name: 'vault' | 'gateway' | 'audit'): Promise<Record<string, string>> {
  return (await (await fetch(`${internalUrl(stack.ports, name)}/environment`)).json()) as Record<string, string>;
}

function pidsOf(stack: Stack): number[] {
  return [...stack.processes.values()].flatMap((service) => service.pid() ?? []);
}

async function stillRunning(pids: readonly number[]): Promise<number[]> {
  const found = await Promise.all(pids.map((pid) => identify(pid)));
  return found.flatMap((identity) => identity?.pid ?? []);
}

describe('a stack', () => {
  test('starts everything, and stopping leaves no process', async () => {
    const stack = await toyStack();
    await stack.start();
    const pids = pidsOf(stack);
    expect(pids).toHaveLength(7);
    expect(await stackStatus(stack.paths)).toMatchObject({ running: true, url: stack.url });
    expect((await stack.people()).map(({ persona }) => persona)).toEqual(['owner']);
    await stack.stop();
    expect(await stillRunning(pids)).toEqual([]);
    await expect(query(stack.postgres.adminUrl(), 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await stackStatus(stack.paths)).toMatchObject({ running: false });
  });

  test('keeps what was acknowledged when everything is killed', async () => {
    const first = await toyStack();
    await first.start();
    const { DATABASE_URL: url = '' } = await environmentOf(first, 'vault');
    await query(url, 'INSERT INTO note VALUES (1)');
    const key = await readFile(path.join(first.paths.keys, 'vault', 'kms-keys.json'), 'utf8');
    await first.kill();

    const second = await toyStack();
    await second.start();
    const { DATABASE_URL: urlAfter = '' } = await environmentOf(second, 'vault');
    expect(await query(urlAfter, 'SELECT id FROM note')).toEqual([{ id: 1 }]);
    expect(await readFile(path.join(second.paths.keys, 'vault', 'kms-keys.json'), 'utf8')).toBe(key);
    await second.stop();
  });

  test('a later start leaves out the migrations of a service until its code changes', async () => {
    const log = path.join(checkout, '.lifeready', 'logs', 'migrate-incident.log');
    const runs = async (): Promise<number> => (await readFile(log, 'utf8')).match(/^migrated$/gm)?.length ?? 0;
    const startAndStop = async (): Promise<void> => {
      const stack = await toyStack({ services: ['incident'] });
      await stack.start();
      await stack.stop();
    };
    await startAndStop();
    const before = await runs();
    await startAndStop();
    expect(await runs()).toBe(before);
    await mkdir(path.join(checkout, 'subgraphs', 'incident', 'persistence'));
    await writeFile(path.join(checkout, 'subgraphs', 'incident', 'persistence', 'next.ts'), 'export {};');
    await startAndStop();
    expect(await runs()).toBe(before + 1);
  });

  test('a second one over the same state is refused while the first runs', async () => {
    const first = await toyStack();
    await expect(toyStack()).rejects.toThrow('already runs from this checkout');
    await first.stop();
    const second = await toyStack();
    await second.stop();
  });

  test('gives each process its own keys and database and nothing of another', async () => {
    const stack = await toyStack();
    await stack.start();
    const vault = await environmentOf(stack, 'vault');
    expect(new URL(vault['DATABASE_URL'] ?? '')).toMatchObject({ username: 'vault_app', pathname: '/lifeready_vault' });
    expect(vault).not.toHaveProperty('AUDIT_SIGNING_KEY_FILE');
    const gateway = await environmentOf(stack, 'gateway');
    expect(gateway).not.toHaveProperty('DATABASE_URL');
    expect(new URL(gateway['GATEWAY_DATABASE_URL'] ?? '')).toMatchObject({
      username: 'gateway_app',
      pathname: '/lifeready_gateway',
    });
    expect(gateway).not.toHaveProperty('KMS_KEYS_FILE');
    const pairs = JSON.parse(await readFile(vault['SERVICE_KEYS_FILE'] ?? '', 'utf8')) as {
      caller: string;
      callee: string;
    }[];
    expect(pairs.map(({ caller, callee }) => `${caller}>${callee}`).sort()).toEqual([
      'case>vault',
      'gateway>vault',
      'vault>audit',
      'vault>identity',
    ]);
    await stack.stop();
  });

  test('keeps every secret in files that only this user can read', async () => {
    const stack = await toyStack();
    const open: string[] = [];
    for (const name of await readdir(stack.paths.keys, { recursive: true })) {
      const entry = await stat(path.join(stack.paths.keys, name));
      if ((entry.mode & 0o077) !== 0) open.push(name);
    }
    expect(open).toEqual([]);
    const policy = parsePolicy(await readFile(stack.paths.trustPolicy, 'utf8'));
    expect(policy.logs.map(({ key }) => key.vkey)).toEqual([stack.auditLogVkey]);
    expect(policy.exporters).toHaveLength(1);
    const published = parsePolicy(await readFile(stack.paths.logPolicy, 'utf8'));
    expect([published.quorum, published.witnesses.length]).toEqual(['own', 1]);
    await stack.stop();
  });

  test('starts a service again that died while it should run', async () => {
    const events: ServiceEvent[] = [];
    const { promise: back, resolve } = Promise.withResolvers<undefined>();
    const onEvent = (event: ServiceEvent): void => {
      events.push(event);
      if (event.kind === 'restarted') resolve(undefined);
    };
    const stack = await toyStack({ services: ['incident'], onEvent });
    await stack.start();
    await fetch(`${internalUrl(stack.ports, 'incident')}/exit`).catch(() => undefined);
    await back;
    expect(events.map(({ kind }) => kind)).toEqual(['died', 'restarted']);
    expect(events[0]).toMatchObject({ name: 'incident', how: 'exit code 7' });
    await stack.stop();
  });

  test('says which service does not come up, with its last words, and leaves nothing running', async () => {
    const stack = await toyStack({ services: ['case'] });
    await writeFile(path.join(checkout, 'refuse-to-start'), '');
    await expect(stack.start()).rejects.toMatchObject({
      message: expect.stringContaining('The case service ended while starting (exit code 1)'),
      hint: expect.stringContaining('this service refuses to start'),
    });
    await rm(path.join(checkout, 'refuse-to-start'));
    expect(pidsOf(stack)).toEqual([]);
    await expect(query(stack.postgres.adminUrl(), 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('says which port is taken and what to change', async () => {
    const occupant = createServer().listen(0, LOOPBACK);
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(toyStack({ ports: { port } })).rejects.toMatchObject({
      message: expect.stringContaining(`Port ${String(port)} is already in use`),
      hint: expect.stringContaining('--port'),
    });
    await new Promise((resolve) => occupant.close(resolve));
  });

  test('runs from a folder that others may not enter, as below /root, and a reset forgets that too', async () => {
    const closed = await newCheckout(0o700);
    const stack = await toyStack({ checkout: closed, services: ['incident'] });
    await stack.start();
    expect(
      await query(stack.postgres.adminUrl('lifeready_incident'), 'SELECT count(*)::int AS notes FROM incident.note'),
    ).toEqual([{ notes: 0 }]);
    await stack.stop();
    await reset(stack.paths);
    await rm(closed, { recursive: true });
    await expect(stat(outsideDirectory(stack.paths.postgres))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is forgotten by a reset, but not while it runs', async () => {
    const stack = await toyStack({ services: ['incident'] });
    await stack.start();
    await expect(reset(stack.paths)).rejects.toThrow('nothing is removed');
    await stack.stop();
    await reset(stack.paths);
    await expect(stat(stack.paths.state)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
