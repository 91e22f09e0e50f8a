import { findFreePort, isPortFree } from './free-port.ts';
import { StackProblem } from './problem.ts';
import type { StackProcessName } from './services.ts';

/** A port for every process of the stack, and for the subgraph that the gateway hosts. */
export type StackPorts = Readonly<Record<StackProcessName | 'operations' | 'postgres', number>>;

const OFFSETS: Readonly<Record<StackProcessName | 'operations', number>> = {
  gateway: 0,
  identity: 1,
  vault: 2,
  case: 3,
  incident: 4,
  audit: 5,
  witness: 6,
  operations: 7,
};

export const DEFAULT_BASE_PORT = 4000;
export const DEFAULT_POSTGRES_PORT = 54_329;

const LARGEST_PORT = 65_535;

/** What the person asked for; undefined means the default. */
export interface PortWishes {
  readonly port?: number | undefined;
  readonly basePort?: number | undefined;
  readonly postgresPort?: number | undefined;
}

/**
 * @param text value of a flag or a variable
 * @param name its name, for the message
 * @throws StackProblem when it is not a port number that can be listened on
 */
export function parsePort(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= LARGEST_PORT) return port;
  throw new StackProblem(`${name} must be a port number from 1 to ${String(LARGEST_PORT)}, not "${text}".`);
}

/**
 * Settles the ports. Nobody sees those behind the gateway, so a taken one is replaced by a free one, unless it was
 * asked for by name; the gateway's own is an address that people use, so a taken one is reported.
 *
 * @throws StackProblem that says which port is taken and what to change
 */
export async function choosePorts(
  wishes: PortWishes,
  isFree: (port: number) => Promise<boolean> = isPortFree,
): Promise<StackPorts> {
  const base = wishes.basePort ?? DEFAULT_BASE_PORT;
  if (base + OFFSETS.operations > LARGEST_PORT)
    throw new StackProblem(`The base port ${String(base)} leaves no room for the services after it.`);
  const gateway = wishes.port ?? base;
  if (!(await isFree(gateway))) throw gatewayPortTaken(gateway);
  const taken = new Set([gateway]);
  const internal = async (preferred: number): Promise<number> => {
    let port = preferred;
    while (taken.has(port) || !(await isFree(port))) port = await findFreePort();
    taken.add(port);
    return port;
  };
  if (wishes.postgresPort !== undefined && !(await isFree(wishes.postgresPort)))
    throw postgresPortTaken(wishes.postgresPort);
  return {
    gateway,
    postgres: await internal(wishes.postgresPort ?? DEFAULT_POSTGRES_PORT),
    identity: await internal(base + OFFSETS.identity),
    vault: await internal(base + OFFSETS.vault),
    case: await internal(base + OFFSETS.case),
    incident: await internal(base + OFFSETS.incident),
    audit: await internal(base + OFFSETS.audit),
    witness: await internal(base + OFFSETS.witness),
    operations: await internal(base + OFFSETS.operations),
  };
}

/** @returns ports that are all free, for a stack that nobody visits by name (tests) */
export async function chooseFreePorts(): Promise<StackPorts> {
  const ports = new Set<number>();
  while (ports.size < 9) ports.add(await findFreePort());
  const [gateway = 0, postgres = 0, ...others] = ports;
  const [identity = 0, vault = 0, caseService = 0, incident = 0, audit = 0, witness = 0, operations = 0] = others;
  return { gateway, postgres, identity, vault, case: caseService, incident, audit, witness, operations };
}

function gatewayPortTaken(port: number): StackProblem {
  return new StackProblem(`Port ${String(port)} is already in use, so the endpoint cannot listen there.`, {
    hint: `Stop what uses it, or choose another: npm start -- --port ${String(port + 100)} (or LIFEREADY_PORT=${String(port + 100)} npm start).`,
  });
}

function postgresPortTaken(port: number): StackProblem {
  return new StackProblem(`Port ${String(port)} for PostgreSQL is already in use.`, {
    hint: 'Choose another with --postgres-port or LIFEREADY_POSTGRES_PORT, or leave it out to have a free one chosen.',
  });
}
