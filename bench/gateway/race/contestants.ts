import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SHOP, sdlOf } from './shop/subgraphs.ts';
import type { ShopSubgraph } from './shop/subgraphs.ts';

const HERE = import.meta.dirname;
const ROOT = path.join(HERE, '..', '..', '..');
const PEERS = path.join(HERE, '..', 'peers');
/** How the packages of the other gateways are installed. */
export const INSTALL_PEERS = 'npm ci --ignore-scripts --prefix bench/gateway/peers';

export const CONTESTANTS = ['stock', 'hive', 'mercurius', 'grafbase', 'floor', 'ours', 'ours, guarded'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** What a contestant is told. */
export interface Track {
  readonly port: number;
  readonly shopPorts: Readonly<Record<ShopSubgraph, number>>;
  readonly supergraphFile: string;
  /** For what it wants to have in files. */
  readonly folder: string;
}

/** How a contestant is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** @returns whether the packages of the others are there */
export function havePeers(): boolean {
  return existsSync(path.join(PEERS, 'node_modules', 'mercurius'));
}

const NODE = process.execPath;

const LAUNCHES: Readonly<Record<ContestantName, (track: Track) => Launch>> = {
  stock: ({ port, supergraphFile }) => ({
    command: NODE,
    args: ['--no-warnings', path.join(HERE, 'stock.ts'), String(port), supergraphFile],
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
  }),
  hive: ({ port, supergraphFile }) => ({
    command: NODE,
    args: [
      path.join(PEERS, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js'),
      ...['supergraph', supergraphFile, '--host', '127.0.0.1', '--port', String(port)],
    ],
    env: { LOG_LEVEL: 'error', FORK: '1' },
  }),
  mercurius: ({ port, shopPorts }) => ({
    command: NODE,
    args: ['--no-warnings', path.join(PEERS, 'mercurius.mjs'), String(port), JSON.stringify(shopPorts)],
    env: {},
  }),
  grafbase: (track) => ({
    command: path.join(PEERS, 'node_modules', '@grafbase', 'cli-x86_64-unknown-linux-musl', 'grafbase'),
    args: ['--home', track.folder, 'dev', ...grafbaseFiles(track), '--port', String(track.port)],
    env: {},
  }),
  floor: ({ port, shopPorts }) => ({
    command: NODE,
    args: ['--no-warnings', path.join(HERE, 'floor.ts'), String(port), JSON.stringify(shopPorts)],
    env: {},
  }),
  ours: (track) => ours(track, 'off'),
  'ours, guarded': (track) => ours(track, 'on'),
};

export function launchOf(name: ContestantName, track: Track): Launch {
  return LAUNCHES[name](track);
}

/** @param limits on prices and budgets; high enough for the race */
function ours({ port, supergraphFile }: Track, limits: 'on' | 'off'): Launch {
  return {
    command: NODE,
    args: ['--no-warnings', path.join(ROOT, 'gateway', 'main.ts')],
    env: {
      NODE_ENV: 'production',
      LIFEREADY_ENV: 'test',
      LOG_LEVEL: 'silent',
      HOST: '127.0.0.1',
      PORT: String(port),
      GATEWAY_ACCESS: 'off',
      GATEWAY_EXECUTOR: 'program',
      GATEWAY_LIMITS: limits,
      GATEWAY_MAX_COST: '1000000',
      GATEWAY_BURST_REQUESTS: '10000000',
      GATEWAY_COST_PER_MINUTE: '1000000000',
      GATEWAY_BUDGET_FACTOR: '1000000',
      SUPERGRAPH_FILE: supergraphFile,
    },
  };
}

function grafbaseFiles({ folder, shopPorts, port }: Track): string[] {
  mkdirSync(folder, { recursive: true });
  const subgraphs = SHOP.map((name) => {
    const file = path.join(folder, `${name}.graphql`);
    writeFileSync(file, sdlOf(name));
    return `[subgraphs.${name}]\nurl = "http://127.0.0.1:${String(shopPorts[name])}/graphql"\nschema_path = "${file}"\n`;
  });
  const [gateway, overrides] = [path.join(folder, 'gateway.toml'), path.join(folder, 'overrides.toml')];
  writeFileSync(gateway, `[network]\nlisten_address = "127.0.0.1:${String(port)}"\n`);
  writeFileSync(overrides, subgraphs.join('\n'));
  return ['--gateway-config', gateway, '--graph-overrides', overrides];
}
