import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../cli/stack/free-port.ts';
import { compiledCode } from '../../tests/support/compiled-code.ts';
import { until } from '../../tests/support/until.ts';
import { askPlainly } from '../testing/any-gateway.ts';
import { startForeignSubgraphs } from '../testing/foreign-subgraphs.ts';
import { shopSchema, shopSupergraph } from '../testing/shop-supergraph.ts';
import type { ChildProcess } from 'node:child_process';
import type { ForeignSubgraphs } from '../testing/foreign-subgraphs.ts';

const MAIN = path.join(import.meta.dirname, '..', 'main.ts');
/** Everything here runs without a function that was made from text, in the process in front and in its workers. */
const NO_CODE_FROM_TEXT = '--disallow-code-generation-from-strings';
const WORKERS = 2;
const PRODUCTS = '{ products { name } }';
const ANSWER = { data: { products: [{ name: 'product 1' }, { name: 'product 2' }] } };

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-cluster-'));
const file = path.join(folder, 'supergraph.graphql');
let shop: ForeignSubgraphs;

beforeAll(async () => {
  shop = await startForeignSubgraphs(shopSchema);
});

afterAll(async () => {
  await shop.close();
  rmSync(folder, { recursive: true });
});

interface LogLine {
  readonly pid?: number;
  readonly msg: string;
}

/** A gateway of several workers, as a process with children. */
async function startCluster() {
  const [port, metricsPort] = [await findFreePort(), await findFreePort()];
  const child = spawn(process.execPath, ['--no-warnings', NO_CODE_FROM_TEXT, MAIN], {
    env: {
      ...compiledCode(),
      LIFEREADY_ENV: 'test',
      PORT: String(port),
      GATEWAY_ACCESS: 'off',
      GATEWAY_WORKERS: String(WORKERS),
      GATEWAY_METRICS_PORT: String(metricsPort),
      GATEWAY_MAX_COST: '100000',
      GATEWAY_SUPERGRAPH_WATCH_MS: '0',
      SUPERGRAPH_FILE: file,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: LogLine[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.filter((part) => part !== '').map((part) => JSON.parse(part) as LogLine));
    child.emit('logged');
  });
  /** However long it takes on a busy machine: what it says is waited for, until it ends. */
  const says = async (condition: () => boolean): Promise<void> => {
    while (!condition() && child.exitCode === null) await Promise.race([once(child, 'logged'), once(child, 'exit')]);
  };
  const listening = (): number[] =>
    lines.flatMap(({ msg, pid }) => (msg === 'a worker serves' && pid !== undefined ? [pid] : []));
  return {
    child,
    lines,
    url: `http://127.0.0.1:${String(port)}`,
    listening,
    says,
    ready: () => says(() => listening().length >= WORKERS),
    metrics: async () => (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text(),
  };
}

type Cluster = Awaited<ReturnType<typeof startCluster>>;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Starts one over the shop, and waits until both workers serve. */
async function startShop(): Promise<Cluster> {
  writeFileSync(
    file,
    shopSupergraph((name) => shop.urlOf(name)),
  );
  shop.gate = undefined;
  const started = await startCluster();
  await started.ready();
  return started;
}

describe('a gateway of two workers', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startShop();
  });

  afterAll(() => end(cluster.child));

  test('[R-248] serves with both, on one port', async () => {
    expect(new Set(cluster.listening()).size).toBe(WORKERS);
    for (let request = 0; request < 10; request += 1) expect(await askPlainly(cluster.url, PRODUCTS)).toEqual(ANSWER);
  });

  test('starts a worker again that died, and serves meanwhile', async () => {
    const [victim] = cluster.listening();
    if (victim === undefined) throw new Error('nobody serves');
    process.kill(victim, 'SIGKILL');
    await until(() => !isAlive(victim));
    expect(await askPlainly(cluster.url, PRODUCTS)).toEqual(ANSWER);
    await cluster.says(() => cluster.listening().length === WORKERS + 1);
    expect(await cluster.metrics()).toContain('lifeready_gateway_worker_restarts_total{service="gateway"} 1');
  });

  test('serves another supergraph with all workers after SIGHUP', async () => {
    writeFileSync(
      file,
      shopSupergraph((name) => shop.urlOf(name), 'colour: String'),
    );
    cluster.child.kill('SIGHUP');
    await cluster.says(
      () => cluster.lines.filter(({ msg }) => msg === 'another supergraph is served').length === WORKERS,
    );
    for (let request = 0; request < 4; request += 1) {
      const { errors } = await askPlainly(cluster.url, '{ products { colour } }');
      expect(errors?.[0]?.extensions.code).not.toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  test('[R-137] shows the counters of each worker, on the one port for counters', async () => {
    const text = await cluster.metrics();
    for (const worker of ['1', '2'])
      expect(text).toContain(`lifeready_gateway_supergraph_refused{service="gateway",worker="${worker}"} 0`);
    expect(text).toContain('lifeready_gateway_workers{service="gateway"} 2');
    expect(text.match(/^# TYPE lifeready_gateway_supergraph_refused /gm)).toHaveLength(1);
  });
});

describe('the end of a gateway of two workers', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await startShop();
  });

  afterEach(() => end(cluster.child));

  test('[R-131] drains every worker when it is told to end', async () => {
    const gate = Promise.withResolvers<undefined>();
    shop.gate = gate.promise;
    const before = shop.calls.length;
    const requests = Array.from({ length: 6 }, () => askPlainly(cluster.url, PRODUCTS));
    await until(() => shop.calls.length === before + 6);
    const ended = once(cluster.child, 'exit');
    cluster.child.kill('SIGTERM');
    await cluster.says(() => cluster.lines.filter(({ msg }) => msg === 'stopping').length === WORKERS + 1);
    gate.resolve(undefined);
    for (const answer of await Promise.all(requests)) expect(answer).toEqual(ANSWER);
    expect(await ended).toEqual([0, null]);
    expect(cluster.listening().some(isAlive)).toBe(false);
  });

  test('leaves nobody behind when the process in front is killed', async () => {
    await end(cluster.child);
    await until(() => !cluster.listening().some(isAlive));
  });
});

test('a gateway whose workers cannot start ends, as one without workers does', async () => {
  writeFileSync(file, 'no supergraph');
  const { child } = await startCluster();
  expect(await once(child, 'exit')).toEqual([1, null]);
});
