import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../../cli/stack/free-port.ts';
import { until } from '../../../tests/support/until.ts';
import { launchOf } from './contestants.ts';
import { askOnce } from './load.ts';
import { composeShop } from './shop/compose-shop.ts';
import { serveShop } from './shop/serve-shop.ts';
import type { ContestantName, Track } from './contestants.ts';

/** Whoever sends and the subgraphs share one processor, the gateway has the other one for itself. */
const OTHERS_CORE = '0';
const GATEWAY_CORE = '1';

/** A gateway that runs. */
export interface Runner {
  readonly name: ContestantName;
  readonly port: number;
  readonly pid: number;
  /** From its start to its first answer, in milliseconds. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** The shop, and everybody who serves it. */
export interface RaceTrack {
  start(name: ContestantName): Promise<Runner>;
  close(): void;
}

export async function prepareTrack(): Promise<RaceTrack> {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', OTHERS_CORE, String(process.pid)], {
    stdio: 'ignore',
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-race-'));
  // In this process, so that no slice of time of whoever sends keeps a subgraph from answering.
  const shop = await serveShop();
  const shopPorts = shop.ports;
  const supergraphFile = path.join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeShop(shopPorts));
  return {
    start: async (name) => {
      const track = { port: await findFreePort(), shopPorts, supergraphFile, folder: path.join(folder, name) };
      return startRunner(name, track);
    },
    close: () => {
      shop.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startRunner(name: ContestantName, track: Track): Promise<Runner> {
  const { command, args, env } = launchOf(name, track);
  const since = performance.now();
  const settings = Object.entries({ HOME: track.folder, ...env }).map(([key, value]) => `${key}=${value}`);
  const child = spawn('taskset', ['-c', GATEWAY_CORE, 'env', ...settings, command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-2_000);
  });
  const ended = once(child, 'exit');
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${said}`);
    return askOnce(track.port, JSON.stringify({ query: '{ __typename }' })).then(
      () => true,
      () => false,
    );
  });
  return {
    name,
    port: track.port,
    pid: child.pid ?? 0,
    readyMs: performance.now() - since,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
