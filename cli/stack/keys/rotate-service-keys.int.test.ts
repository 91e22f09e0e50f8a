import { mkdtemp, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';

import { systemClock } from '#platform/clock';
import { createHttpServer, createServiceClient, requireSignedCaller } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, openServiceKeys, parseServiceKeys } from '#platform/signing';
import type { ServiceKeyEntry, ServiceKeys } from '#platform/signing';

import { SERVICES, type KeyHolder } from '../services.ts';
import type { RotationStep } from './pair-keys.ts';
import { rotateServiceKeys, type RotationOptions } from './rotate-service-keys.ts';
import { CALLS, lockServiceKeys, prepareServiceKeys, serviceKeysFile } from './service-pair-keys.ts';

const HOLDERS: readonly KeyHolder[] = ['gateway', ...SERVICES, 'eraser'];
const ALL: readonly RotationStep[] = ['add', 'activate', 'retire'];
const REFUSED = { code: 'SERVICE_SIGNATURE_INVALID' };
const folders: string[] = [];
let keysFolder: string;

beforeEach(async () => {
  keysFolder = await mkdtemp(path.join(tmpdir(), 'lifeready-rotation-'));
  folders.push(keysFolder);
  for (const name of HOLDERS) await mkdir(path.join(keysFolder, name));
  await prepareServiceKeys(keysFolder);
});

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

async function entriesOf(name: KeyHolder): Promise<ServiceKeyEntry[]> {
  return JSON.parse(await readFile(serviceKeysFile(keysFolder, name), 'utf8')) as ServiceKeyEntry[];
}

async function idsOf(name: KeyHolder, caller: string, callee: string): Promise<string[]> {
  return (await entriesOf(name)).filter((key) => key.caller === caller && key.callee === callee).map(({ id }) => id);
}

/** Nobody runs, so nothing is waited for. */
function rotate(...steps: RotationStep[]) {
  return rotateServiceKeys({ keysFolder, steps, inUse: false });
}

/** A vault and a gateway that read their own key files as the real ones do. */
async function startPair() {
  const open = (name: KeyHolder): ServiceKeys =>
    openServiceKeys({ path: serviceKeysFile(keysFolder, name), clock: systemClock, logger: silentLogger });
  const state = createInProcessState({ clock: systemClock });
  const used = new Set<string>();
  const verify = createRequestVerifier({
    keys: open('vault'),
    callee: 'vault',
    clock: systemClock,
    nonces: createNonceStore(state),
  });
  const server = createHttpServer({ logger: silentLogger, dependencies: {} });
  requireSignedCaller(server, async (request) => {
    const verified = await verify(request);
    used.add(verified.keyId);
    return verified;
  });
  server.get('/who', (request) => ({ caller: request.callerService }));
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const clientWith = (keys: ServiceKeys) => {
    const sign = createRequestSigner({ keys, caller: 'gateway', clock: systemClock });
    const client = createServiceClient({ callee: 'vault', baseUrl: url, sign });
    return { ...client, who: () => client.callJson({ method: 'GET', path: '/who', requestId: 'request-1' }) };
  };
  const gateway = clientWith(open('gateway'));
  return {
    used,
    gateway,
    clientWith,
    close: async () => {
      await gateway.close();
      await server.close();
      await state.close();
    },
  };
}

/** Calls without a pause, some at a time, until told to stop. */
function keepCalling(call: () => Promise<unknown>) {
  const problems: unknown[] = [];
  let calls = 0;
  let running = true;
  const worker = async (): Promise<void> => {
    while (running) {
      await call().catch((error: unknown) => problems.push(error));
      calls += 1;
    }
  };
  const workers = Promise.all([worker(), worker(), worker(), worker()]);
  return async () => {
    running = false;
    await workers;
    return { calls, problems };
  };
}

describe('[R-044] rotating the keys of services that run', () => {
  test('refuses no call, and afterwards the old key', async () => {
    const before = parseServiceKeys(JSON.stringify(await entriesOf('gateway')));
    const pair = await startPair();
    const old = pair.clientWith(before);
    const stop = keepCalling(pair.gateway.who);
    await rotateServiceKeys({
      keysFolder,
      pairs: [['gateway', 'vault']],
      steps: ALL,
      inUse: true,
      waits: { takeUpSeconds: 2, overlapSeconds: 2 },
    });
    const { calls, problems } = await stop();
    expect(problems).toEqual([]);
    expect(calls).toBeGreaterThan(100);
    expect([...pair.used]).toEqual(['gateway.vault.1', 'gateway.vault.2']);
    // The callee looks at its keys once a second.
    await untilRefused(old.who);
    await expect(old.who()).rejects.toMatchObject(REFUSED);
    await expect(pair.gateway.who()).resolves.toEqual({ caller: 'gateway' });
    await old.close();
    await pair.close();
  });

  test('waits before a step until the one before has reached everybody, also when another command took it', async () => {
    const waits = { takeUpSeconds: 3_600, overlapSeconds: 7_200 };
    const options: Omit<RotationOptions, 'steps'> = { keysFolder, inUse: true, waits, pairs: [['gateway', 'vault']] };
    await rotateServiceKeys({ ...options, steps: ['add'] });
    await age('vault', 3_601);
    await rotateServiceKeys({ ...options, steps: ['activate'] });
    await age('gateway', 7_201);
    await rotateServiceKeys({ ...options, steps: ['retire'] });
    expect(await idsOf('gateway', 'gateway', 'vault')).toEqual(['gateway.vault.2']);
  });
});

async function untilRefused(call: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (
    Date.now() < deadline &&
    (await call().then(
      () => true,
      () => false,
    ))
  );
}

/** Makes a file look as if it had last been changed some time ago. */
async function age(name: KeyHolder, seconds: number): Promise<void> {
  const then = Date.now() / 1000 - seconds;
  await utimes(serviceKeysFile(keysFolder, name), then, then);
}

describe('the key files', () => {
  test('hold the same keys of a pair on both sides after each step, the signing one first', async () => {
    for (const [step, ids] of [
      ['add', ['gateway.vault.1', 'gateway.vault.2']],
      ['activate', ['gateway.vault.2', 'gateway.vault.1']],
      ['retire', ['gateway.vault.2']],
    ] as const) {
      await rotate(step);
      expect(await idsOf('gateway', 'gateway', 'vault')).toEqual(ids);
      expect(await idsOf('vault', 'gateway', 'vault')).toEqual(ids);
    }
  });

  test('of every pair are rotated unless pairs are named, and a process gets no key of others', async () => {
    const [outcome] = await rotate('add');
    expect(outcome?.pairs.map(({ pair }) => pair)).toEqual(CALLS.map((pair) => pair.join(':')));
    for (const name of HOLDERS) {
      const entries = await entriesOf(name);
      expect(entries.every(({ caller, callee }) => caller === name || callee === name)).toBe(true);
      expect(entries).toHaveLength(2 * CALLS.filter((pair) => pair.includes(name)).length);
    }
    await rotateServiceKeys({ keysFolder, steps: ALL, inUse: false, pairs: [['case', 'vault']] });
    expect(await idsOf('vault', 'case', 'vault')).toEqual(['case.vault.2']);
    expect(await idsOf('vault', 'gateway', 'vault')).toHaveLength(2);
  });

  test('keep every key of a pair when the stack starts again', async () => {
    await rotate('add', 'activate');
    const before = await entriesOf('vault');
    await prepareServiceKeys(keysFolder);
    expect(await entriesOf('vault')).toEqual(before);
    expect(await idsOf('gateway', 'gateway', 'vault')).toEqual(['gateway.vault.2', 'gateway.vault.1']);
  });

  test('are not touched by a step that has nothing to do', async () => {
    await rotate('add');
    await age('vault', 100);
    const { mtimeMs } = await stat(serviceKeysFile(keysFolder, 'vault'));
    await rotate('add');
    expect((await stat(serviceKeysFile(keysFolder, 'vault'))).mtimeMs).toBe(mtimeMs);
  });

  test.each(ALL)(
    'of a rotation that was broken off while it took the step %s are mended by taking it again',
    async (step) => {
      await rotate(...ALL.slice(0, ALL.indexOf(step)));
      const before = await readFile(serviceKeysFile(keysFolder, 'vault'), 'utf8');
      await rotate(step);
      await writeFile(serviceKeysFile(keysFolder, 'vault'), before);
      await rotate(...ALL.slice(ALL.indexOf(step)));
      expect(await idsOf('gateway', 'gateway', 'vault')).toEqual(['gateway.vault.2']);
      expect(await idsOf('vault', 'gateway', 'vault')).toEqual(['gateway.vault.2']);
    },
  );

  test('that are not valid are left as they are, and their content is not shown', async () => {
    const file = serviceKeysFile(keysFolder, 'vault');
    const broken = (await readFile(file, 'utf8')).slice(0, 200);
    await writeFile(file, broken);
    const problem = await rotate('add').catch((error: unknown) => error);
    expect(String(problem)).toContain('vault/service-keys.json');
    expect(String(problem)).not.toContain('secret');
    expect(await readFile(file, 'utf8')).toBe(broken);
    expect(await idsOf('gateway', 'gateway', 'vault')).toHaveLength(1);
  });
});

describe('a step before its time', () => {
  test('`activate` is refused while the callee does not know the key', async () => {
    const before = await readFile(serviceKeysFile(keysFolder, 'vault'), 'utf8');
    await rotate('add');
    await writeFile(serviceKeysFile(keysFolder, 'vault'), before);
    await expect(rotate('activate')).rejects.toThrow('has not learned');
    expect(await idsOf('gateway', 'gateway', 'vault')).toEqual(['gateway.vault.1', 'gateway.vault.2']);
  });

  test('`retire` is refused while the caller signs with the old key', async () => {
    await rotate('add');
    await expect(rotate('retire')).rejects.toThrow('does not sign');
    expect(await idsOf('vault', 'gateway', 'vault')).toHaveLength(2);
  });

  test('and a second rotation at the same time are refused', async () => {
    const unlock = await lockServiceKeys(keysFolder);
    await expect(rotate('add')).rejects.toThrow('being changed');
    await unlock();
    await expect(rotate('add')).resolves.toHaveLength(1);
  });
});

test('the outcome of a rotation names keys and shows none', async () => {
  const outcome = JSON.stringify(await rotate(...ALL));
  for (const { secret, id } of await entriesOf('gateway')) {
    expect(outcome).toContain(id);
    expect(outcome).not.toContain(secret);
  }
});
