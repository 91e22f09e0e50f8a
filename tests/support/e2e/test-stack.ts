import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../../cli/environment.ts';
import { createStack } from '../../../cli/stack/stack.ts';
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
  const stack = await createStack({
    state,
    ports: 'free',
    environment: options.environment ?? 'test',
    logLevel: 'info',
    inherited: environment.inherited,
    redisUrl: environment.redisUrl,
    mtls: options.mtls === true,
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
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
  await stack.start();
  return {
    ...stack,
    dispose: async () => {
      await stack.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}
