import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../../cli/environment.ts';
import { createStack } from '../../../cli/stack/stack.ts';
import type { Stack, StackOptions } from '../../../cli/stack/stack.ts';

export interface TestStack extends Stack {
  /** Stops everything and removes its state. */
  dispose(): Promise<void>;
}

/** The whole stack over a folder of its own, on free ports, as real processes. */
export async function startTestStack(options: Pick<StackOptions, 'overrides'> & { readonly environment?: 'dev' | 'test' } = {}): Promise<TestStack> {
  const state = await mkdtemp(path.join(tmpdir(), 'lifeready-e2e-'));
  const stack = await createStack({
    state,
    ports: 'free',
    environment: options.environment ?? 'test',
    logLevel: 'info',
    inherited: readEnvironment().inherited,
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
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
