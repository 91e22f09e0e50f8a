import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { prepareKeys } from '../../../cli/stack/keys/prepare-keys.ts';
import { makeFolders, stackPaths } from '../../../cli/stack/paths.ts';
import { chooseFreePorts } from '../../../cli/stack/ports.ts';
import { internalUrl, processEnvironment, publicUrl } from '../../../cli/stack/service-environment.ts';
import { SERVICES } from '../../../cli/stack/services.ts';
import { startGateway } from '../../../gateway/app.ts';
import { readGatewayConfig } from '../../../gateway/config.ts';
import { startAudit } from '../../../subgraphs/audit/app.ts';
import { readAuditConfig } from '../../../subgraphs/audit/config.ts';
import { startCase } from '../../../subgraphs/case/app.ts';
import { readCaseConfig } from '../../../subgraphs/case/config.ts';
import { startIdentity } from '../../../subgraphs/identity/app.ts';
import { readIdentityConfig } from '../../../subgraphs/identity/config.ts';
import { startIncident } from '../../../subgraphs/incident/app.ts';
import { readIncidentConfig } from '../../../subgraphs/incident/config.ts';
import { startVault } from '../../../subgraphs/vault/app.ts';
import { readVaultConfig } from '../../../subgraphs/vault/config.ts';
import { createGraphDatabases } from './graph-databases.ts';
import { allLayers, switchedDecide, switchedFindDenials, switchedShield } from './layers.ts';
import { createTokenMint } from './token-mint.ts';
import type { RunningService } from '#platform/http';
import type { EnvironmentSources } from '../../../cli/stack/service-environment.ts';
import type { ProcessName, ServiceName } from '../../../cli/stack/services.ts';
import type { GraphDatabases } from './graph-databases.ts';
import type { Layers } from './layers.ts';
import type { TokenMint } from './token-mint.ts';

/** Password hashes that cost next to nothing: nobody attacks these accounts. */
const CHEAP_HASHES = { ARGON2_MEMORY_KIB: '64', ARGON2_TIME_COST: '1' };

export interface GraphOptions {
  readonly onStatement?: (service: ServiceName, sql: string) => void;
  /** Variables by process that replace the graph's own; told the addresses first. */
  readonly overrides?: (urls: Readonly<Record<ProcessName, string>>) => EnvironmentSources['overrides'];
}

/** The gateway and five services in this process, over real HTTP and PostgreSQL, with layers that can be switched off. */
export interface InProcessGraph {
  /** Base address of the public endpoint. */
  readonly url: string;
  readonly urls: Readonly<Record<ProcessName, string>>;
  readonly layers: Layers;
  readonly databases: GraphDatabases;
  /** Signs as identity. */
  readonly mint: TokenMint;
  /** Where the keys of a process are that it shares with others. */
  readonly serviceKeysFile: (name: ProcessName) => string;
  close(): Promise<void>;
}

/** Starts it on free ports, over databases of its own. Needs the cluster of a test run (`tests/support/postgres.ts`). */
export async function startGraph(options: GraphOptions = {}): Promise<InProcessGraph> {
  const state = await mkdtemp(path.join(tmpdir(), 'lifeready-graph-'));
  const paths = stackPaths(state);
  await makeFolders(paths);
  const keys = await prepareKeys(paths);
  const ports = await chooseFreePorts();
  const names: readonly ProcessName[] = [...SERVICES, 'gateway'];
  const urls = Object.fromEntries(names.map((name) => [name, internalUrl(ports, name)])) as InProcessGraph['urls'];
  const databases = await createGraphDatabases();
  const layers = allLayers();
  const running: RunningService[] = [];
  const sources: EnvironmentSources = {
    ...{ environment: 'test', ports, paths, keys, logLevel: 'silent' },
    ...{ redisUrl: undefined, mtls: false, inherited: {}, codeCache: undefined },
    overrides: options.overrides?.(urls),
  };
  const environmentOf = (name: ProcessName): Record<string, string> => ({
    ...processEnvironment(name, sources),
    [name === 'gateway' ? 'GATEWAY_DATABASE_URL' : 'DATABASE_URL']: databases.appUrl(name),
    ...(name === 'identity' ? CHEAP_HASHES : {}),
  });
  for (const name of names) {
    const service = await startOne(name, environmentOf(name), layers, options);
    await service.server.listen({ host: '127.0.0.1', port: ports[name] });
    running.unshift(service);
  }
  return {
    url: publicUrl(ports),
    urls,
    layers,
    databases,
    mint: createTokenMint({ keys: JSON.parse(await readFile(keys.tokenKeysFile, 'utf8')), issuer: publicUrl(ports) }),
    serviceKeysFile: keys.serviceKeysFile,
    close: async () => {
      for (const { server, resources } of running) {
        await server.close();
        for (const resource of resources) await resource.close();
      }
      await databases.drop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

function startOne(
  name: ProcessName,
  environment: Record<string, string>,
  layers: Layers,
  { onStatement }: GraphOptions,
): Promise<RunningService> {
  const shared = { logger: silentLogger, clock: systemClock };
  if (name === 'gateway')
    return startGateway({
      ...shared,
      config: readGatewayConfig(environment),
      findDenials: switchedFindDenials(layers),
    });
  const deps = {
    ...shared,
    enforceAccess: switchedShield(layers),
    decide: switchedDecide(layers),
    ...(onStatement === undefined ? {} : { onStatement: (sql: string) => onStatement(name, sql) }),
  };
  switch (name) {
    case 'identity':
      return startIdentity({ ...deps, config: readIdentityConfig(environment) });
    case 'audit':
      return startAudit({ ...deps, config: readAuditConfig(environment) });
    case 'vault':
      return startVault({ ...deps, config: readVaultConfig(environment) });
    case 'case':
      return startCase({ ...deps, config: readCaseConfig(environment) });
    case 'incident':
      return startIncident({ ...deps, config: readIncidentConfig(environment) });
  }
}
