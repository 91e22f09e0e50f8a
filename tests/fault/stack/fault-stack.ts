import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../../cli/environment.ts';
import { openCodeCache } from '../../../cli/stack/code-cache.ts';
import { LOOPBACK, findFreePort } from '../../../cli/stack/free-port.ts';
import { prepareKeys } from '../../../cli/stack/keys/prepare-keys.ts';
import { makeFolders, stackPaths } from '../../../cli/stack/paths.ts';
import { serviceProgram } from '../../../cli/stack/processes.ts';
import { roleUrl } from '../../../cli/stack/provision.ts';
import { createServiceProcess } from '../../../cli/stack/service-process.ts';
import { createStack } from '../../../cli/stack/stack.ts';
import { openLines } from './open-lines.ts';
import { AUDITED, RECONCILE_AFTER_SECONDS, SUBGRAPH_TIMEOUT_MS } from './settings.ts';
import type { StackKeys } from '../../../cli/stack/keys/prepare-keys.ts';
import type { EnvironmentOverrides, EnvironmentSources } from '../../../cli/stack/service-environment.ts';
import type { ServiceProcess } from '../../../cli/stack/service-process.ts';
import type { Stack } from '../../../cli/stack/stack.ts';
import type { DatabaseLine } from '../lines/database-line.ts';
import type { Lines } from './open-lines.ts';
import type { AuditedService, LogInstance } from './settings.ts';

/** Processes that faults happen to. */
export type Victim = AuditedService | LogInstance | 'witness' | 'vault-2';

/**
 * The whole stack with an audit service that stands by, a second vault (whose reconciler goes on when the first one is stopped), and lines
 * in between.
 */
export interface FaultStack {
  readonly stack: Stack;
  readonly lines: Lines;
  readonly processes: Readonly<Record<Victim, ServiceProcess>>;
  readonly tokenKeysFile: string;
  /** Addresses of both instances of the log, past the lines. */
  readonly logs: Readonly<Record<LogInstance, string>>;
  dispose(): Promise<void>;
}

export async function startFaultStack(): Promise<FaultStack> {
  const state = await mkdtemp(path.join(tmpdir(), 'lifeready-fault-'));
  const environment = readEnvironment();
  const paths = stackPaths(state);
  await makeFolders(paths);
  const keys = await prepareKeys(paths);
  const lines = await openLines();
  const databaseUrl = databaseUrls(keys);
  const overrides = overridesFor(lines, databaseUrl);
  const common = { environment: 'test', logLevel: 'info', inherited: environment.inherited, mtls: false } as const;
  const stack = await createStack({ ...common, state, ports: 'free', redisUrl: undefined, overrides });
  const auditDatabaseUrl = databaseUrl('audit', lines.databases['audit-2']);
  const second = await prepareSecond(stack, { ...common, keys }, auditDatabaseUrl);
  const dispose = async (): Promise<void> => {
    await Promise.all(second.processes.map((process) => process.kill()));
    await stack.stop();
    await lines.close();
    await rm(state, { recursive: true, force: true });
  };
  const logs = { audit: `http://${LOOPBACK}:${String(stack.ports.audit)}`, 'audit-2': second.auditUrl };
  lines.connectTo(logs, stack.ports.postgres);
  try {
    await stack.start();
    await Promise.all(second.processes.map((process) => process.start()));
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    stack,
    lines,
    logs,
    processes: victims(stack, second.processes),
    tokenKeysFile: keys.tokenKeysFile,
    dispose,
  };
}

type DatabaseUrl = (service: AuditedService | 'audit', line: DatabaseLine) => string;

/** Databases are reached through lines. */
function databaseUrls({ passwordOf }: StackKeys): DatabaseUrl {
  return (service, { port }) => roleUrl({ service, role: 'app', port, passwordOf });
}

function overridesFor(lines: Lines, databaseUrl: DatabaseUrl): EnvironmentOverrides {
  const audited = AUDITED.map((service) => [
    service,
    {
      AUDIT_URL: lines.auditUrls[service],
      AUDIT_RECONCILE_AFTER_SECONDS: RECONCILE_AFTER_SECONDS,
      DATABASE_URL: databaseUrl(service, lines.databases[service]),
    },
  ]);
  return {
    ...(Object.fromEntries(audited) as EnvironmentOverrides),
    audit: { DATABASE_URL: databaseUrl('audit', lines.databases.audit) },
    gateway: { AUDIT_URL: lines.auditUrls.gateway, GATEWAY_SUBGRAPH_TIMEOUT_MS: SUBGRAPH_TIMEOUT_MS },
  };
}

interface Second {
  readonly processes: readonly [ServiceProcess, ServiceProcess];
  readonly auditUrl: string;
}

/** The second audit service and the second vault: the same programs with the same keys, on ports of their own. */
async function prepareSecond(
  { ports, paths }: Stack,
  sources: Omit<EnvironmentSources, 'ports' | 'paths' | 'redisUrl' | 'codeCache' | 'overrides'>,
  auditDatabaseUrl: string,
): Promise<Second> {
  const [auditPort, vaultPort] = [await findFreePort(), await findFreePort()];
  const auditUrl = `http://${LOOPBACK}:${String(auditPort)}`;
  const codeCache = (await openCodeCache(paths)).folder;
  const secondOf = (name: 'audit' | 'vault', port: number, variables: Record<string, string>): ServiceProcess => {
    const all = { ...sources, paths, ports: { ...ports, [name]: port }, redisUrl: undefined, codeCache };
    const program = serviceProgram(name, { ...all, overrides: { [name]: variables } });
    return createServiceProcess({
      name,
      program: { ...program, logFile: paths.log(`${name}-2`) },
      readyUrl: `http://${LOOPBACK}:${String(port)}/readyz`,
      onEvent: () => undefined,
      onIdentity: () => Promise.resolve(),
    });
  };
  const toBothLogs = {
    AUDIT_URL: `http://${LOOPBACK}:${String(ports.audit)},${auditUrl}`,
    AUDIT_RECONCILE_AFTER_SECONDS: RECONCILE_AFTER_SECONDS,
  };
  const audit = secondOf('audit', auditPort, { DATABASE_URL: auditDatabaseUrl });
  return { auditUrl, processes: [audit, secondOf('vault', vaultPort, toBothLogs)] };
}

function victims(stack: Stack, [audit2, vault2]: readonly [ServiceProcess, ServiceProcess]): FaultStack['processes'] {
  const one = (name: AuditedService | 'audit' | 'witness'): ServiceProcess => {
    const process = stack.processes.get(name);
    if (process === undefined) throw new Error(`${name} does not run`);
    return process;
  };
  return {
    identity: one('identity'),
    vault: one('vault'),
    case: one('case'),
    incident: one('incident'),
    audit: one('audit'),
    'audit-2': audit2,
    'vault-2': vault2,
    witness: one('witness'),
  };
}
