import path from 'node:path';

import {
  internalUrl,
  migrationEnvironment,
  processEnvironment,
  seedEnvironment,
  type EnvironmentSources,
} from './service-environment.ts';
import type { DatabaseOwner, StackProcessName } from './services.ts';
import type { Program } from './spawn-program.ts';

/** Upper bound of a service's JavaScript heap; all of them, PostgreSQL and the supervisor stay under 1.2 GB together. */
const SERVICE_HEAP_MEGABYTES = 192;
/** The gateway holds query plans and the supergraph beside the traffic. */
export const GATEWAY_HEAP_MEGABYTES = 256;
/** The witness holds nothing but a connection or two. */
const WITNESS_HEAP_MEGABYTES = 64;
const JOB_HEAP_MEGABYTES = 192;

const HEAPS: Partial<Readonly<Record<StackProcessName, number>>> = {
  gateway: GATEWAY_HEAP_MEGABYTES,
  witness: WITNESS_HEAP_MEGABYTES,
};

/** @returns folder with the main program of a process, from the checkout on */
export function programFolder(name: StackProcessName): string {
  return name === 'gateway' || name === 'witness' ? name : path.join('subgraphs', name);
}

/** @returns how a process of the stack is run */
export function serviceProgram(name: StackProcessName, sources: EnvironmentSources): Program {
  return {
    command: [path.join(programFolder(name), 'main.ts')],
    workingDirectory: sources.paths.checkout,
    environment: processEnvironment(name, sources),
    logFile: sources.paths.log(name),
    heapMegabytes: HEAPS[name] ?? SERVICE_HEAP_MEGABYTES,
    ownProcessGroup: sources.environment === 'dev',
  };
}

/** @returns how a service's database is brought to the current schema; does nothing when it is */
export function migrationProgram(service: DatabaseOwner, sources: EnvironmentSources): Program {
  return {
    command: [path.join(programFolder(service), 'migrate.ts')],
    workingDirectory: sources.paths.checkout,
    environment: migrationEnvironment(service, sources),
    logFile: sources.paths.log(`migrate-${service}`),
    heapMegabytes: JOB_HEAP_MEGABYTES,
    ownProcessGroup: sources.environment === 'dev',
  };
}

/** @returns how the demo people are made; does nothing for those that exist */
export function seedProgram(sources: EnvironmentSources): Program {
  return {
    command: [path.join('subgraphs', 'identity', 'seed.ts')],
    workingDirectory: sources.paths.checkout,
    environment: seedEnvironment(sources),
    logFile: sources.paths.log('seed'),
    heapMegabytes: JOB_HEAP_MEGABYTES,
    ownProcessGroup: sources.environment === 'dev',
  };
}

/** @returns the address that answers 200 once the process can do its work */
export function readyUrl(name: StackProcessName, { mtls, ports }: EnvironmentSources): string {
  return `${internalUrl(ports, name, mtls)}/readyz`;
}
