import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../../cli/environment.ts';
import { findFreePort } from '../../../cli/stack/free-port.ts';
import { createStack } from '../../../cli/stack/stack.ts';
import { openFleet } from './gateway-fleet.ts';
import type { EnvironmentOverrides } from '../../../cli/stack/service-environment.ts';
import type { ProcessName } from '../../../cli/stack/services.ts';
import type { Stack, StackOptions } from '../../../cli/stack/stack.ts';

export interface TestStack extends Stack {
  /** Stops everything and removes its state. */
  dispose(): Promise<void>;
}

export interface TestStackOptions extends Pick<StackOptions, 'mtls' | 'overrides'> {
  readonly environment?: 'dev' | 'test';
  /** Told the addresses of the services before any of them runs. */
  readonly beforeStart?: (urls: Readonly<Record<ProcessName, string>>) => void;
}

/** The whole stack over a folder of its own, on free ports, as real processes. */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const environment = readEnvironment();
  const state = await mkdtemp(path.join(tmpdir(), 'lifeready-e2e-'));
  const replicas = hasTwoGateways() ? await findFreePort() : undefined;
  const stack = await createStack({
    state,
    ports: 'free',
    environment: options.environment ?? 'test',
    // No test kills this PostgreSQL or the machine below it.
    durability: 'throwaway',
    logLevel: 'info',
    inherited: environment.inherited,
    redisUrl: environment.redisUrl,
    mtls: options.mtls === true,
    overrides: withGatewayPort(options.overrides, replicas),
  });
  const urlOf = (name: ProcessName): string => `http://127.0.0.1:${String(stack.ports[name])}`;
  options.beforeStart?.({
    gateway: urlOf('gateway'),
    identity: urlOf('identity'),
    vault: urlOf('vault'),
    case: urlOf('case'),
    incident: urlOf('incident'),
    audit: urlOf('audit'),
  });
  const fleet = replicas === undefined ? undefined : await openFleet(stack.ports.gateway, replicas);
  await stack.start();
  await fleet?.grow(stack, options);
  return {
    ...stack,
    dispose: async () => {
      await fleet?.close();
      await stack.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** With `E2E_GATEWAYS=2` there are two behind one address, and each request goes to the next of them. */
function hasTwoGateways(): boolean {
  const wanted = process.env['E2E_GATEWAYS'] ?? '1';
  if (wanted !== '1' && wanted !== '2') throw new Error('E2E_GATEWAYS must be 1 or 2');
  return wanted === '2';
}

/** The first gateway listens elsewhere, when its address is that of all of them. */
function withGatewayPort(overrides: EnvironmentOverrides = {}, port: number | undefined): EnvironmentOverrides {
  return port === undefined ? overrides : { ...overrides, gateway: { ...overrides.gateway, PORT: String(port) } };
}
