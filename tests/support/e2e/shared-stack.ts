import { startTestStack } from './test-stack.ts';
import type { TestStack } from './test-stack.ts';

/** Tells the test files of one run where the stack is that they share. */
const SHARED_STACK_VARIABLE = 'LIFEREADY_TEST_STACK';

interface SharedStack {
  readonly url: string;
  /** Folder of the state. */
  readonly state: string;
  readonly ports: Readonly<Record<string, number>>;
}

let running: TestStack | undefined;

/** Starts the stack that the files of the e2e project share; starting one takes seconds, the files need not wait for each. */
export async function startSharedStack(): Promise<void> {
  running = await startTestStack();
  const shared: SharedStack = { url: running.url, state: running.paths.state, ports: { ...running.ports } };
  process.env[SHARED_STACK_VARIABLE] = JSON.stringify(shared);
}

export async function stopSharedStack(): Promise<void> {
  process.env[SHARED_STACK_VARIABLE] = '';
  await running?.dispose();
  running = undefined;
}

/** The shared stack, from inside a test file. @throws Error outside the jest project e2e */
export function sharedStack(): SharedStack {
  const text = process.env[SHARED_STACK_VARIABLE];
  if (text === undefined || text === '') throw new Error('run this file in the jest project e2e');
  return JSON.parse(text) as SharedStack;
}
